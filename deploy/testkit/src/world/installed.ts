import type { PackageSpec } from '../archive/package.ts';

const plain = [
  'lab-lib',
  'lab-superseded',
  'lab-held',
  'lab-pinned',
  'lab-phased',
  'lab-newdep',
  'lab-broken',
  'lab-reboot',
  'lab-old',
  'lab-takeover',
  'lab-needed',
  'lab-vendor',
  'lab-backport',
  'lab-bad',
  'lab-hang',
  'lab-ask',
  'lab-big',
  'lab-orphan',
  'lab-leftover',
];

/** The file that lab-conf and lab-removed each keep as a conffile. */
export const confFile = (name: string) => `/etc/${name}.conf`;

export const withConfFile = (name: string, version: string, value: string): PackageSpec => ({
  name,
  version,
  files: { [confFile(name)]: `value=${value}\n` },
  conffiles: [confFile(name)],
});

/** What every root starts with, at version 1.0. */
export const installed: PackageSpec[] = [
  ...plain.map((name) => ({ name, version: '1.0' })),
  { name: 'lab-app', version: '1.0', fields: { Depends: 'lab-orphan' } },
  { name: 'lab-dependent', version: '1.0', fields: { Depends: 'lab-needed' } },
  { name: 'lab-all', version: '1.0', architecture: 'all' },
  { name: 'lab-multi', version: '1.0', fields: { 'Multi-Arch': 'same' } },
  { name: 'lab-multi', version: '1.0', architecture: 'foreign', fields: { 'Multi-Arch': 'same' } },
  withConfFile('lab-conf', '1.0', 'one'),
  withConfFile('lab-removed', '1.0', 'one'),
];

/** Installed as dependencies, not asked for. */
export const automatic = ['lab-orphan', 'lab-leftover'];

/** Removed but not purged: dpkg's "rc". */
export const removed = ['lab-removed'];
