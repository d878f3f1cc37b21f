import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRoot, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { aptEnvironment } from '../../../src/host/apt-env.ts';
import { type Position, parseStatusLine } from '../../../src/journal/progress/parse-status.ts';

const unpacking: Position = { phase: 'unpack', package: 'a', percent: 10 };

test.each<[string, Position | null]>([
  ['dlstatus:2:7.1429:Retrieving file 2 of 14', { phase: 'download', package: null, percent: 7.1429 }],
  ['pmstatus:dpkg-exec:0.0000:Running dpkg', { phase: 'unpack', package: null, percent: 0 }],
  ['pmstatus:lab-all:1.75:Unpacking lab-all (amd64)', { phase: 'unpack', package: 'lab-all', percent: 1.75 }],
  [
    'pmstatus:lab-all:80:Preparing to configure lab-all (amd64)',
    { phase: 'configure', package: 'lab-all', percent: 80 },
  ],
  ['pmstatus:lab-all:82:Installed lab-all (amd64)', { phase: 'configure', package: 'lab-all', percent: 82 }],
  ['pmstatus:old:28:Removing old (amd64)', { phase: 'remove', package: 'old', percent: 28 }],
  ['pmstatus:old:28:Preparing for removal of old (amd64)', { phase: 'remove', package: 'old', percent: 28 }],
  [
    'pmerror:bad:71.4:installed bad package post-installation script subprocess returned error exit status 1',
    { phase: 'unpack', package: 'bad', percent: 71.4 },
  ],
  [
    "pmconffile:conf:40:'/etc/conf' '/etc/conf.dpkg-new' 1 1",
    { phase: 'unpack', package: 'conf', percent: 40 },
  ],
  ['phase:preflight', { phase: 'preflight', package: null, percent: null }],
  ['phase:dancing', null],
  ['media-change: please insert', null],
  ['', null],
])('%s', (line, position) => {
  expect(parseStatusLine(line, unpacking)).toEqual(position);
});

test('every line that real apt writes during an upgrade and a removal is understood', async () => {
  await using root = await createRoot();
  await using dir = await temporaryDirectory('status');
  const path = join(dir.path, 'status');
  for (const verb of ['dist-upgrade', 'autoremove']) {
    const status = await open(path, 'a');
    const args = ['-y', '-q', '-o', 'Dpkg::Use-Pty=false', '-o', 'APT::Status-Fd=3', verb];
    const child = spawn('apt-get', args, {
      env: aptEnvironment(root.env),
      stdio: ['ignore', 'ignore', 'ignore', status.fd],
    });
    expect((await once(child, 'exit'))[0]).toBe(0);
    await status.close();
  }
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const positions = lines.map((line) => parseStatusLine(line, null));
  expect(lines.filter((_, index) => positions[index] === null)).toEqual([]);
  expect(new Set(positions.map((position) => position?.phase))).toEqual(
    new Set(['download', 'unpack', 'configure', 'remove']),
  );
});
