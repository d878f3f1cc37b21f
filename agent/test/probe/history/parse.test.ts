import { expect, test } from 'vitest';
import { parseHistory } from '../../../src/probe/history/parse.ts';

const parse = (text: string) => parseHistory(Buffer.from(text));
const local = (text: string) => new Date(text).toISOString();

const INSTALL = `
Start-Date: 2026-11-24  08:48:56
Commandline: apt-get -y install curl
Requested-By: anna (1000)
Install: libnghttp2-14:amd64 (1.52.0-1+deb12u2, automatic), curl:amd64 (7.88.1-10)
End-Date: 2026-11-24  08:48:57
`;
const UPGRADE = `
Start-Date: 2026-11-24  09:00:00
Commandline: /usr/bin/unattended-upgrade
Upgrade: openssl:amd64 (3.0.15-1, 3.0.17-1)
Downgrade: old:amd64 (2, 1)
Remove: gone:i386 (1:1.2-3)
Purge: swept:all (1.0)
Reinstall: again:amd64 (1.0)
Error: Sub-process /usr/bin/dpkg returned an error code (1)
End-Date: 2026-11-24  09:00:05
`;
const CUT_OFF = `
Start-Date: 2026-11-24  10:00:00
Commandline: apt upgrade
Upgrade: openssl:amd64 (3.0.17-1, 3.0.18-1)
`;

test('reads who did what, when, and how it ended', () => {
  const { entries, length } = parse(INSTALL + UPGRADE);
  expect(length).toBe((INSTALL + UPGRADE).length);
  expect(entries).toEqual([
    {
      startedAt: local('2026-11-24T08:48:56'),
      endedAt: local('2026-11-24T08:48:57'),
      commandLine: 'apt-get -y install curl',
      requestedBy: { name: 'anna', uid: 1000 },
      changes: [
        { operation: 'install', name: 'libnghttp2-14', arch: 'amd64', from: null, to: '1.52.0-1+deb12u2' },
        { operation: 'install', name: 'curl', arch: 'amd64', from: null, to: '7.88.1-10' },
      ],
      error: null,
    },
    {
      startedAt: local('2026-11-24T09:00:00'),
      endedAt: local('2026-11-24T09:00:05'),
      commandLine: '/usr/bin/unattended-upgrade',
      requestedBy: null,
      changes: [
        { operation: 'upgrade', name: 'openssl', arch: 'amd64', from: '3.0.15-1', to: '3.0.17-1' },
        { operation: 'downgrade', name: 'old', arch: 'amd64', from: '2', to: '1' },
        { operation: 'reinstall', name: 'again', arch: 'amd64', from: null, to: '1.0' },
        { operation: 'remove', name: 'gone', arch: 'i386', from: '1:1.2-3', to: null },
        { operation: 'purge', name: 'swept', arch: 'all', from: '1.0', to: null },
      ],
      error: 'Sub-process /usr/bin/dpkg returned an error code (1)',
    },
  ]);
});

test('an entry that is being written waits; one that was cut off is told once another begins', () => {
  const waiting = parse(INSTALL + CUT_OFF);
  expect(waiting.entries).toHaveLength(1);
  const rest = (INSTALL + CUT_OFF).slice(waiting.length);
  expect(rest).toContain('Start-Date: 2026-11-24  10:00:00');
  const later = parse(rest + INSTALL);
  expect(later.entries.map(({ endedAt }) => endedAt)).toEqual([null, local('2026-11-24T08:48:57')]);
});

test.each(['', '\n', 'nonsense', 'Start-Date: yesterday\nEnd-Date: today\n'])(
  'of %j nothing is read',
  (text) => {
    expect(parse(text).entries).toEqual([]);
  },
);

test('reads names and paths that are not ASCII, and counts bytes', () => {
  const text = INSTALL.replace('anna', 'Zoë à Łódź').replace('curl\n', './smörgås.deb\n');
  const { entries, length } = parse(text + UPGRADE);
  expect(entries[0]).toMatchObject({
    requestedBy: { name: 'Zoë à Łódź', uid: 1000 },
    commandLine: 'apt-get -y install ./smörgås.deb',
  });
  expect(entries).toHaveLength(2);
  expect(length).toBe(Buffer.byteLength(text + UPGRADE));
});
