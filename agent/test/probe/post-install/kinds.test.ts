import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { keysBlock, withKeysBlock } from '../../../src/domain/keys-block.ts';
import { parseAccounts, withPassword } from '../../../src/probe/post-install/accounts.ts';
import { openHost } from '../../../src/probe/post-install/host.ts';
import { renderAptProxy, usedProxy } from '../../../src/probe/post-install/kinds/apt-proxy.ts';
import { renameInHosts } from '../../../src/probe/post-install/kinds/hostname.ts';
import { renderNtp, serversOf } from '../../../src/probe/post-install/kinds/ntp.ts';
import { parseSshd, renderSshd } from '../../../src/probe/post-install/kinds/sshd.ts';
import { isSwapOn, renderSwapUnit } from '../../../src/probe/post-install/kinds/swap.ts';
import { keptValues, procPath, renderSysctl } from '../../../src/probe/post-install/kinds/sysctl.ts';
import { timezone, zoneOf } from '../../../src/probe/post-install/kinds/timezone.ts';
import {
  renderUnattended,
  usedUnattended,
} from '../../../src/probe/post-install/kinds/unattended-upgrades.ts';
import { type Access, wayIn } from '../../../src/probe/post-install/way-in.ts';

const setting = (kind: 'sshd' | 'sysctl' | 'unattended_upgrades', name: string, value: string) => ({
  kind,
  name,
  value,
  profile: 'base',
});

test.each([
  ['', 'direct'],
  ['Acquire::http::Proxy "DIRECT";\nAcquire::https::Proxy "false";\n', 'direct'],
  ['Acquire::http::Proxy "http://p:1/";\nAcquire::https::Proxy "http://p:1";\n', 'http://p:1'],
  [
    'Acquire::http::Proxy "http://old:1";\nAcquire::http::Proxy "http://p:1";\n',
    'http: http://p:1, https: direct',
  ],
])('the proxy that apt uses: %j', (dump, used) => {
  expect(usedProxy(dump)).toBe(used);
});

test('files of ours say who wrote them, and what they set is read back', () => {
  expect(renderAptProxy('http://p:1')).toMatch(
    /^\/\/ Written by Suivi[\s\S]*\nAcquire::http::Proxy "http:\/\/p:1";\nAcquire::https::Proxy "http:\/\/p:1";\n$/,
  );
  expect(renderAptProxy('direct')).toContain('Acquire::http::Proxy "DIRECT";');
  const values = [setting('sysctl', 'net.ipv4.ip_forward', '1'), setting('sysctl', 'vm.swappiness', '10')];
  expect([...keptValues(renderSysctl(values))]).toEqual([
    ['net.ipv4.ip_forward', '1'],
    ['vm.swappiness', '10'],
  ]);
  expect(procPath('net.ipv4.ip_forward')).toBe('/proc/sys/net/ipv4/ip_forward');
  expect(serversOf(renderNtp('a.example b.example'))).toBe('a.example b.example');
  expect(serversOf('[Time]\n#NTP=x\n')).toBeNull();
  const sshd = [setting('sshd', 'MaxAuthTries', '3'), setting('sshd', 'PermitRootLogin', 'no')];
  expect([...parseSshd(renderSshd(sshd))]).toEqual([
    ['maxauthtries', '3'],
    ['permitrootlogin', 'no'],
  ]);
  const unattended = renderUnattended([
    setting('unattended_upgrades', 'enabled', 'yes'),
    setting('unattended_upgrades', 'automaticReboot', 'no'),
    setting('unattended_upgrades', 'rebootTime', '02:30'),
  ]);
  expect(usedUnattended(unattended)).toEqual({ enabled: 'yes', automaticReboot: 'no', rebootTime: '02:30' });
  expect(usedUnattended('')).toEqual({ enabled: 'no', automaticReboot: 'no', rebootTime: 'now' });
  expect(renderSwapUnit()).toContain('What=/swap.suivi\n');
});

test('the first value of sshd counts, and none after a Match', () => {
  const text =
    '  PermitRootLogin=no\npermitrootlogin yes\n# X11Forwarding yes\nMatch User ann\nX11Forwarding yes\n';
  expect([...parseSshd(text)]).toEqual([['permitrootlogin', 'no']]);
});

test.each([
  ['/usr/share/zoneinfo/Europe/Paris', 'Europe/Paris'],
  ['../usr/share/zoneinfo/Etc/UTC', 'Etc/UTC'],
  ['/srv/zone', null],
  [null, null],
])('the zone behind /etc/localtime: %j', (target, zone) => {
  expect(zoneOf(target)).toBe(zone);
});

test('a time zone without a file with its name, while tzdata is to come: the file is no problem', async () => {
  await using root = await temporaryDirectory('timezone');
  await mkdir(join(root.path, 'etc'));
  await symlink('/usr/share/zoneinfo/Europe/Paris', join(root.path, 'etc/localtime'));
  const host = openHost({ DPKG_ROOT: root.path, DPKG_ADMINDIR: join(root.path, 'var/lib/dpkg') });
  const zone = { kind: 'timezone', name: '', value: 'Europe/Paris', profile: 'base' } as const;
  const tzdata = { kind: 'packages', name: 'tzdata', value: 'present', profile: 'base' } as const;
  const look = () => timezone.look(host, [zone], [zone, tzdata]);
  expect(await look()).toMatchObject({ operations: [{ do: 'write', ifThere: true }] });
  expect((await look()).settings).toEqual([{ ...zone, found: 'Europe/Paris', state: 'ok' }]);
  await writeFile(join(root.path, 'etc/timezone'), 'Etc/UTC\n');
  expect((await look()).settings).toMatchObject([{ problem: '/etc/timezone says Etc/UTC.' }]);
});

test("the machine's own line in /etc/hosts follows its name, and nothing else does", () => {
  const hosts = '127.0.0.1 localhost old\n127.0.1.1\told.example.org  old\n192.0.2.1 old\n';
  expect(renameInHosts(hosts, 'old', 'new')).toBe(
    '127.0.0.1 localhost old\n127.0.1.1\tnew.example.org  new\n192.0.2.1 old\n',
  );
});

test('keys of ours are a block; what others have written stays', () => {
  const foreign = 'ssh-rsa AAAAforeign bob\n';
  const one = withKeysBlock(foreign, ['k1', 'k2']);
  expect(keysBlock(one)).toEqual(['k1', 'k2']);
  const more = withKeysBlock(`${one}ssh-rsa AAAAlater eve\n`, ['k3']);
  expect(more).toMatch(
    /^ssh-rsa AAAAforeign bob\n# Suivi: begin.*\nk3\n# Suivi: end\.\nssh-rsa AAAAlater eve\n$/,
  );
  expect(withKeysBlock(more, [])).toBe(`${foreign}ssh-rsa AAAAlater eve\n`);
  expect(withKeysBlock(withKeysBlock('', ['k']), [])).toBe('');
});

test('accounts and their passwords', () => {
  expect(parseAccounts('root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000:,,,:/home/ann:/bin/sh\n')).toEqual([
    { name: 'root', uid: 0, home: '/root', shell: '/bin/bash' },
    { name: 'ann', uid: 1000, home: '/home/ann', shell: '/bin/sh' },
  ]);
  expect([...withPassword('root:*:1:::\nann:$y$j9T$x:1:::\nbob:!$y$j9T$x:1:::\n')]).toEqual(['ann']);
});

const root: Access = { name: 'root', isRoot: true, hasPassword: true, hasKey: false };
const ann: Access = { name: 'ann', isRoot: false, hasPassword: true, hasKey: false };
test.each([
  ['a password of a user', [root, ann], 'no', true, true],
  ['no password any more, and no key', [root, ann], 'no', false, false],
  ['a key of a user', [root, { ...ann, hasKey: true }], 'no', false, true],
  ["root's key, where root may not come", [{ ...root, hasKey: true }], 'no', true, false],
  ["root's key", [{ ...root, hasKey: true }], 'prohibit-password', false, true],
  ["root's password, where only keys count", [root], 'without-password', true, false],
  ["root's password", [root], 'yes', true, true],
] as const)(
  'somebody must still come in: %s',
  (_, people, permitRootLogin, passwordAuthentication, comes) => {
    const answer = wayIn(people, { permitRootLogin, passwordAuthentication });
    if (comes) expect(answer).toBeNull();
    else expect(answer).toMatch(/nobody could sign in any more/);
  },
);

test('whether our swap is on', () => {
  const head = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';
  expect(isSwapOn(`${head}/swap.suivi                             file\t\t65532\t\t0\t\t-2\n`)).toBe(true);
  expect(isSwapOn(`${head}/dev/sda2                               partition\t9\t0\t-2\n`)).toBe(false);
});
