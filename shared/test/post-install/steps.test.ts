import { expect, test } from 'vitest';
import { fits, PostInstallStep, PostInstallSteps } from '../../src/index.ts';

const KEY = `ssh-ed25519 AAAA${'C3NzaC1lZDI1NTE5AAAAIF'.repeat(3)} ann@example`;

const GOOD: PostInstallStep[] = [
  { kind: 'packages', present: ['htop', 'g++', 'libstdc++6'], absent: ['telnet'] },
  { kind: 'apt_proxy', mode: 'direct' },
  { kind: 'apt_proxy', mode: 'proxy', url: 'http://proxy.example:3142' },
  { kind: 'apt_proxy', mode: 'proxy', url: 'http://[2001:db8::1]:3142/' },
  { kind: 'unattended_upgrades', enabled: true, automaticReboot: true, rebootTime: '02:30' },
  { kind: 'timezone', zone: 'America/Argentina/Buenos_Aires' },
  { kind: 'timezone', zone: 'Etc/GMT+5' },
  { kind: 'hostname', name: 'web-1.example.org' },
  { kind: 'ntp', servers: ['ntp.example', '192.0.2.1', '2001:db8::7'] },
  {
    kind: 'sysctl',
    settings: [
      { key: 'vm.swappiness', value: '10' },
      { key: 'net.ipv4.tcp_rmem', value: '4096 87380 6291456' },
      { key: 'net.core.default_qdisc', value: 'fq_codel' },
      { key: 'kernel.yama.ptrace_scope', value: '1' },
    ],
  },
  { kind: 'swap', sizeMiB: 2048 },
  { kind: 'authorized_keys', user: 'ann', keys: [KEY] },
  { kind: 'sshd', PermitRootLogin: 'prohibit-password', MaxAuthTries: 3 },
];

test.each(GOOD)('a step that says what it may is taken: %j', (step) => {
  expect(fits(PostInstallStep, step)).toBe(true);
});

/** What somebody would try: another line, a quote, a path, an option, a command, a member that nobody knows. */
const BAD: unknown[] = [
  { kind: 'command', run: 'id' },
  { kind: 'packages', present: ['htop\nrm'], absent: [] },
  { kind: 'packages', present: ['-oDpkg::Pre-Invoke::=id'], absent: [] },
  { kind: 'packages', present: ['./evil.deb'], absent: [] },
  { kind: 'packages', present: ['lib*'], absent: [] },
  { kind: 'packages', present: [], absent: [], options: ['--force-yes'] },
  { kind: 'apt_proxy', mode: 'direct', url: 'http://proxy' },
  { kind: 'apt_proxy', mode: 'proxy', url: 'http://user:secret@proxy:3142' },
  { kind: 'apt_proxy', mode: 'proxy', url: 'http://proxy";\nDPkg::Pre-Invoke "id' },
  { kind: 'apt_proxy', mode: 'proxy', url: 'http://proxy:3142\n' },
  { kind: 'apt_proxy', mode: 'proxy', url: 'file:///etc/passwd' },
  { kind: 'unattended_upgrades', enabled: true, automaticReboot: true, rebootTime: '24:00' },
  { kind: 'timezone', zone: '../../../etc/shadow' },
  { kind: 'timezone', zone: 'Europe/../shadow' },
  { kind: 'timezone', zone: '-f' },
  { kind: 'hostname', name: 'web\n127.0.0.1 bank' },
  { kind: 'hostname', name: '-F' },
  { kind: 'ntp', servers: ['ntp.example\nFallbackNTP=evil'] },
  { kind: 'ntp', servers: ['a b'] },
  { kind: 'ntp', servers: [] },
  { kind: 'sysctl', settings: [{ key: 'kernel.core_pattern', value: 'core' }] },
  { kind: 'sysctl', settings: [{ key: 'kernel.modprobe', value: 'x' }] },
  { kind: 'sysctl', settings: [{ key: 'net.ipv4/../../kernel.modprobe', value: 'x' }] },
  { kind: 'sysctl', settings: [{ key: 'net..ipv4', value: '1' }] },
  { kind: 'sysctl', settings: [{ key: 'vm.swappiness', value: '10\nkernel.modprobe=/tmp/x' }] },
  { kind: 'sysctl', settings: [{ key: 'vm.swappiness', value: '|/tmp/x' }] },
  { kind: 'swap', sizeMiB: 0 },
  { kind: 'swap', sizeMiB: 1024, path: '/etc/passwd' },
  { kind: 'authorized_keys', user: '-root', keys: [KEY] },
  { kind: 'authorized_keys', user: 'ann/../root', keys: [KEY] },
  { kind: 'authorized_keys', user: 'ann', keys: [`command="id" ${KEY}`] },
  { kind: 'authorized_keys', user: 'ann', keys: [`${KEY}\n${KEY}`] },
  { kind: 'authorized_keys', user: 'ann', keys: ['# Suivi: end.'] },
  { kind: 'sshd', PermitRootLogin: 'forced-commands-only' },
  { kind: 'sshd', PermitEmptyPasswords: 'yes' },
  { kind: 'sshd', ForceCommand: 'id' },
  { kind: 'sshd', MaxAuthTries: '3\nForceCommand id' },
];

test.each(BAD)('anything else is refused: %j', (step) => {
  expect(fits(PostInstallStep, step)).toBe(false);
  expect(fits(PostInstallSteps, [GOOD[0], step])).toBe(false);
});
