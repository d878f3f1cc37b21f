import { expect, test } from 'vitest';
import { parseConffiles } from '../../../src/runner/outcome/conffiles.ts';
import { parseFailures } from '../../../src/runner/outcome/failures.ts';
import { importantLines } from '../../../src/runner/outcome/important.ts';

const LOG = `Preparing to unpack .../big_1%3a2.0-1_amd64.deb ...
Unpacking big (1:2.0-1) over (1:1.0-1) ...
dpkg: error processing archive /var/cache/apt/archives/big_1%3a2.0-1_amd64.deb (--unpack):
 cannot copy extracted data for './opt/big' to '/opt/big.dpkg-new': failed to write (No space left on device)
Setting up fine (1.1) ...

Configuration file '/etc/fine.conf'
 ==> Modified (by you or by a script) since installation.
 ==> Package distributor has shipped an updated version.
 ==> Keeping old config file as default.
Setting up bad:amd64 (1.1) ...
bad: no https://me:secret@host/
dpkg: error processing package bad:amd64 (--configure):
 installed bad package post-installation script subprocess returned error exit status 1
dpkg: dependency problems prevent configuration of needs-bad:
 needs-bad depends on bad; however:
  Package bad is not configured yet.

dpkg: error processing package needs-bad (--configure):
 dependency problems - leaving unconfigured
Setting up other (2) ...

Configuration file '/etc/other.conf' (actually '/srv/other.conf')
 ==> Deleted (by you or by a script) since installation.
 ==> Package distributor has shipped an updated version.
 ==> Using new file as you requested.
Installing new version of config file /etc/other.conf ...
W: Download is performed unsandboxed as root
E: Sub-process /usr/bin/dpkg returned an error code (1)
E: Sub-process /usr/bin/dpkg returned an error code (1)
`;

test('the packages that dpkg gave up, each with what was said about it', () => {
  expect(parseFailures(LOG).map(({ name, lines }) => [name, lines[0], lines.length])).toEqual([
    ['big', 'Unpacking big (1:2.0-1) over (1:1.0-1) ...', 3],
    ['bad', 'Setting up bad:amd64 (1.1) ...', 4],
    [
      'needs-bad',
      ' installed bad package post-installation script subprocess returned error exit status 1',
      7,
    ],
  ]);
  expect(parseFailures(LOG)[1]?.message).toMatch(/^installed bad package post-installation script/);
});

test('decisions about configuration files, with their packages', () => {
  expect(parseConffiles(LOG)).toEqual([
    { path: '/etc/fine.conf', package: 'fine', decision: 'kept' },
    { path: '/etc/other.conf', package: 'other', decision: 'replaced' },
  ]);
});

test('lines that a person should see, each once', () => {
  expect(importantLines(LOG)).toEqual([
    'dpkg: error processing archive /var/cache/apt/archives/big_1%3a2.0-1_amd64.deb (--unpack):',
    'dpkg: error processing package bad:amd64 (--configure):',
    'dpkg: error processing package needs-bad (--configure):',
    'E: Sub-process /usr/bin/dpkg returned an error code (1)',
  ]);
});
