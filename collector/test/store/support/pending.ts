import type { PendingPackage } from '@suivi/shared';

/** A package that can go from 1.0 to 1.1. */
export const pendingPackage = (name: string, change: Partial<PendingPackage> = {}): PendingPackage => ({
  name,
  arch: 'amd64',
  installedVersion: '1.0',
  candidateVersion: '1.1',
  source: { label: 'Debian', archive: 'stable', site: 'deb.example' },
  security: 'no',
  downloadBytes: 1000,
  status: 'upgradable',
  reason: null,
  requiresFullUpgrade: false,
  ...change,
});
