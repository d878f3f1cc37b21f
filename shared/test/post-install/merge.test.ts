import { expect, test } from 'vitest';
import { mergeProfiles } from '../../src/index.ts';

const KEY = (name: string) => `ssh-ed25519 AAAA${name.repeat(40)} ${name}`;

test('profiles add up in their order; where two want the same, the later one wins and that is told', () => {
  const { settings, overridden } = mergeProfiles([
    {
      name: 'base',
      steps: [
        { kind: 'sshd', PermitRootLogin: 'no' },
        { kind: 'packages', present: ['htop', 'telnet'], absent: [] },
        { kind: 'timezone', zone: 'Etc/UTC' },
        { kind: 'authorized_keys', user: 'ann', keys: [KEY('a')] },
      ],
    },
    {
      name: 'strict',
      steps: [
        { kind: 'packages', present: ['htop'], absent: ['telnet'] },
        { kind: 'authorized_keys', user: 'ann', keys: [KEY('b')] },
        { kind: 'sshd', MaxAuthTries: 3 },
        { kind: 'apt_proxy', mode: 'proxy', url: 'http://proxy.example:3142/' },
      ],
    },
  ]);
  expect(
    settings.map(({ kind, name, value, profile }) => [kind, name.split(' ')[0], value, profile]),
  ).toEqual([
    ['apt_proxy', '', 'http://proxy.example:3142', 'strict'],
    ['packages', 'htop', 'present', 'strict'],
    ['packages', 'telnet', 'absent', 'strict'],
    ['timezone', '', 'Etc/UTC', 'base'],
    ['authorized_keys', 'ann', KEY('a'), 'base'],
    ['authorized_keys', 'ann', KEY('b'), 'strict'],
    ['sshd', 'MaxAuthTries', '3', 'strict'],
    ['sshd', 'PermitRootLogin', 'no', 'base'],
  ]);
  expect(overridden).toEqual([
    { kind: 'packages', name: 'telnet', value: 'present', profile: 'base', by: 'strict' },
  ]);
});
