import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { runPaths } from '../../../src/domain/run-files.ts';
import { openFiles } from '../../../src/runner/post-install/files.ts';
import { runRepeatable } from '../../../src/runner/post-install/repeatable.ts';

const WRITER = fileURLToPath(new URL('../../support/keys-writer.ts', import.meta.url));
const KEY = `ssh-ed25519 AAAA${'C3NzaC1lZDI1NTE5AAAAIF'.repeat(3)} ann@example`;

test('a runner that is killed while it hands over the keys of a user: the file stays as it was, or is whole', async () => {
  await using dir = await temporaryDirectory('keys');
  const folder = join(dir.path, 'home/ann/.ssh');
  const file = join(folder, 'authorized_keys');
  // More than a pipe holds, so that it takes several turns.
  const before = 'ssh-rsa AAAAforeign bob\n'.repeat(35_000);
  await mkdir(folder, { recursive: true });
  await writeFile(file, before);
  const writer = spawn(process.execPath, [WRITER, dir.path, KEY], { stdio: 'inherit' });
  expect((await once(writer, 'exit'))[1]).toBe('SIGKILL');
  await eventually(async () => (await readdir(folder)).length === 1, { what: 'the end of its shell' });
  const found = await readFile(file, 'utf8');
  expect(
    found.startsWith(before) && /^(# Suivi: begin.*# Suivi: end\.\n)?$/s.test(found.slice(before.length)),
  ).toBe(true);

  const uid = process.getuid!();
  await openFiles(dir.path).perform({ do: 'keys', user: 'ann', uid, home: '/home/ann', lines: [KEY] });
  expect((await readFile(file, 'utf8')).slice(before.length)).toContain(`\n${KEY}\n`);
});

test('what a cut off write has left beside a file goes with the next one, and nothing else', async () => {
  await using dir = await temporaryDirectory('files');
  for (const name of ['.tmp-0123456789ab-one.conf', '.tmp-0123456789ab-two.conf', '.tmp-note-one.conf'])
    await writeFile(join(dir.path, name), 'half');
  await openFiles(dir.path).perform({ do: 'write', path: '/one.conf', content: 'whole' });
  expect((await readdir(dir.path)).sort()).toEqual([
    '.tmp-0123456789ab-two.conf',
    '.tmp-note-one.conf',
    'one.conf',
  ]);
});

test('a command that went with the power is done again, and one that has failed is not', async () => {
  await using dir = await temporaryDirectory('run');
  const run = runPaths(dir.path, 'job-1');
  await mkdir(run.directory);
  await writeFile(run.log, '');
  await writeFile(join(run.directory, 'one.pid'), 'another-boot 999999 (sh) S 1 999999 999999 0 -1\n');
  const step = (name: string, command: string[]) => runRepeatable(run, { name, command, env: {} });
  expect((await step('one', ['echo', 'done'])).end.exitCode).toBe(0);
  expect(await readFile(run.log, 'utf8')).toMatch(
    /cut off, so it is done again\.\n\$ echo done # one-again-1\ndone\n$/,
  );
  expect((await step('two', ['false'])).end.exitCode).toBe(1);
  expect(await readFile(run.log, 'utf8')).toMatch(/\$ false # two\n$/);
});
