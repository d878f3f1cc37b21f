import * as dpkg from './faults/dpkg.ts';
import * as mirror from './faults/mirror.ts';
import * as sources from './faults/sources.ts';
import type { SandboxRoot } from './sandbox-root.ts';

/** Every fault by name; each changes a root so that real apt or dpkg meets it. */
export const faults = {
  'no-pubkey': sources.noPubkey,
  'release-expired': sources.releaseExpired,
  'release-future': sources.releaseFuture,
  'hash-mismatch': sources.hashMismatch,
  'deb-corrupt': sources.debCorrupt,
  'deb-vanished': sources.debVanished,
  'label-changed': sources.labelChanged,
  'source-malformed': sources.sourceMalformed,
  'source-unreadable': sources.sourceUnreadable,
  'mirror-404': mirror.mirror404,
  'mirror-hangs': mirror.mirrorHangs,
  'mirror-refuses': mirror.mirrorRefuses,
  'lock-held': dpkg.lockHeld,
  'dpkg-interrupted': dpkg.dpkgInterrupted,
  'status-corrupt': dpkg.statusCorrupt,
  'unmet-dependencies': dpkg.unmetDependencies,
  'conffile-changed': dpkg.confFileChanged,
} satisfies Record<string, (root: SandboxRoot) => Promise<unknown>>;

export type FaultName = keyof typeof faults;

/** Arms a fault in a root. What it starts (a mirror, a hanging apt) ends with the root. */
export async function arm(root: SandboxRoot, ...names: FaultName[]): Promise<void> {
  for (const name of names) await faults[name](root);
}
