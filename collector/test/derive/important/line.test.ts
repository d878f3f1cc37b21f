import { expect, it } from 'vitest';
import { lineNotice } from '../../../src/derive/important/line.ts';

const SECURITY = 'http://security.example/debian bookworm-security';

/** Lines as apt and dpkg write them. */
it.for<[string, string, string, { component?: string; packageName?: string }?]>([
  [
    "W: GPG error: http://security.example/debian bookworm-security InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 0E98404D386FA1D9",
    'missing_key',
    'error',
    { component: SECURITY },
  ],
  [
    'W: http://security.example/debian/dists/bookworm-security/InRelease: Key is stored in legacy trusted.gpg keyring (/etc/apt/trusted.gpg), see the DEPRECATION section in apt-key(8) for details.',
    'future_major_change',
    'warning',
    { component: SECURITY },
  ],
  [
    'Warning: apt-key is deprecated. Manage keyring files in trusted.gpg.d instead (see apt-key(8)).',
    'future_major_change',
    'warning',
  ],
  [
    'W: http://security.example/debian/dists/bookworm-security/InRelease: Signature by key 0E98404D386FA1D9 uses weak digest algorithm (SHA1)',
    'future_major_change',
    'warning',
    { component: SECURITY },
  ],
  [
    'W: http://security.example/debian/dists/bookworm-security/InRelease: Policy will reject signature within a year, see --audit for details',
    'future_major_change',
    'warning',
    { component: SECURITY },
  ],
  [
    'W: http://security.example/debian/dists/bookworm-security/InRelease: Signature by key 0E98404D386FA1D9 uses weak algorithm (rsa1024)',
    'future_major_change',
    'warning',
    { component: SECURITY },
  ],
  [
    "N: Missing Signed-By in the sources.list(5) entry for 'http://security.example/debian'",
    'future_major_change',
    'warning',
  ],
  [
    "Notice: Some sources can be modernized. Run 'apt modernize-sources' to do so.",
    'future_major_change',
    'warning',
  ],
  [
    'W: The use of this option is deprecated and will be removed in a later release.',
    'future_major_change',
    'warning',
  ],
  ['E: Unable to locate package frobnicate', 'error', 'error'],
  ['Error: Unable to locate package frobnicate', 'error', 'error'],
  ['W: Download is performed unsandboxed as root', 'warning', 'warning'],
  [
    "A: Missing Signed-By in the sources.list(5) entry for 'http://security.example/debian'",
    'future_major_change',
    'info',
  ],
  [
    "Audit: The sources.list(5) entry for 'http://security.example/debian' should be upgraded to deb822 .sources",
    'future_major_change',
    'info',
  ],
  [
    "N: Ignoring file 'odd.file' in directory '/etc/apt/sources.list.d/' as it has an invalid filename extension",
    'warning',
    'info',
  ],
  ['N: There is 1 additional version.', 'warning', 'info'],
  ['dpkg: error processing package nginx (--configure):', 'error', 'error', { packageName: 'nginx' }],
  ['dpkg: error processing archive /var/cache/apt/archives/a.deb (--unpack):', 'error', 'error'],
  ['dpkg: warning: unable to delete old directory', 'warning', 'warning'],
  ['update-initramfs: failed for /boot/initrd.img-6.1.0', 'error', 'error'],
])('%s is of the category %s and severity %s', ([line, category, severity, about = {}]) => {
  expect(lineNotice(line)).toMatchObject({
    source: 'apt',
    category,
    severity,
    component: about.component ?? null,
    packageName: about.packageName ?? null,
  });
});

it('says what apt said, without its prefix', () => {
  expect(lineNotice('W: Something is odd.')).toMatchObject({
    message: 'Something is odd.',
    payload: { line: 'W: Something is odd.' },
  });
});
