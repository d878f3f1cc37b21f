import { formatChangelog } from '@suivi/deb';
import type { PackageSpec } from '../archive/package.ts';
import { withConfFile } from './installed.ts';

const askForReboot = `
mkdir -p "$DPKG_ROOT/run"
echo '*** System restart required ***' >"$DPKG_ROOT/run/reboot-required"
echo "$DPKG_MAINTSCRIPT_PACKAGE" >>"$DPKG_ROOT/run/reboot-required.pkgs"`;

/** The -updates suite. lab-app no longer needs lab-orphan; lab-newdep needs a package that is not installed. */
export const updates: PackageSpec[] = [
  { name: 'lab-app', version: '1.1' },
  { name: 'lab-all', version: '1.1', architecture: 'all' },
  { name: 'lab-multi', version: '1.1', fields: { 'Multi-Arch': 'same' } },
  { name: 'lab-multi', version: '1.1', architecture: 'foreign', fields: { 'Multi-Arch': 'same' } },
  { name: 'lab-superseded', version: '1.2' },
  { name: 'lab-held', version: '1.1' },
  { name: 'lab-pinned', version: '1.1' },
  { name: 'lab-extra', version: '1.1' },
  { name: 'lab-newdep', version: '1.1', fields: { Depends: 'lab-extra' } },
  { name: 'lab-broken', version: '1.1', fields: { Depends: 'lab-that-does-not-exist' } },
  withConfFile('lab-conf', '1.1', 'two'),
  withConfFile('lab-removed', '1.1', 'two'),
];

/** lab-phased, for everybody or for the given percentage of machines. */
export const phased = (phasedPercentage?: number): PackageSpec => ({
  name: 'lab-phased',
  version: '1.1',
  ...(phasedPercentage === undefined ? {} : { phasedPercentage }),
});

const labLibChangelog = formatChangelog('lab-lib', [
  { version: '1.0.1', changes: ['Fix CVE-2026-10002 and CVE-2026-1001.'] },
  { version: '1.0', changes: ['Fix CVE-2025-0001, long ago.'] },
]);

/** The -security suite. What it says of lab-superseded has been overtaken by -updates. */
export const security: PackageSpec[] = [
  { name: 'lab-lib', version: '1.0.1', changelog: labLibChangelog },
  { name: 'lab-superseded', version: '1.1' },
  { name: 'lab-reboot', version: '1.0.1', scripts: { postinst: askForReboot } },
];

/** The -backports suite, which installs nothing by itself. */
export const backports: PackageSpec[] = [{ name: 'lab-backport', version: '2.0~bpo1' }];
