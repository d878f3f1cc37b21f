import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { revokeStep, runStep } from '../../src/runner/step.ts';

const env = { PATH: '/usr/bin:/bin' };
const step = (directory: string, script: string, timeoutMs = 20_000) => ({
  directory,
  name: 'step',
  command: ['sh', '-c', script],
  env,
  timeoutMs,
});

test('a step runs once, however many begin it, and its end is known to all and for ever', async () => {
  await using dir = await temporaryDirectory('step');
  const one = step(dir.path, 'echo ran; sleep 0.3; exit 7');
  const ends = await Promise.all([runStep(one), runStep(one), runStep(one)]);
  ends.push(await runStep(one));
  expect(ends).toEqual(ends.map(() => ({ exitCode: 7, timedOut: false })));
  const log = await readFile(join(dir.path, 'log'), 'utf8');
  expect(log.match(/^ran$/gm)).toHaveLength(1);
});

test('arguments are not read by a shell, and the command has no input', async () => {
  await using dir = await temporaryDirectory('step');
  const command = ['sh', '-c', 'printf "%s|" "$@"; cat', 'x', '$(touch evil)', 'a b', "'"];
  await runStep({ ...step(dir.path, ''), command });
  expect(await readFile(join(dir.path, 'log'), 'utf8')).toBe("$(touch evil)|a b|'|");
});

test('what takes too long is ended with its children', async () => {
  await using dir = await temporaryDirectory('step');
  const end = await runStep(step(dir.path, 'sleep 60 & sleep 60', 200));
  expect(end.timedOut).toBe(true);
});

test('a claim that cannot be read counts as cut off', async () => {
  await using dir = await temporaryDirectory('step');
  await writeFile(join(dir.path, 'step.pid'), 'garbage\n');
  expect(await runStep(step(dir.path, 'echo ran'))).toEqual({ exitCode: null, timedOut: false });
});

test('a step that was revoked never runs, and one that has begun cannot be revoked', async () => {
  await using dir = await temporaryDirectory('step');
  const one = step(dir.path, 'echo ran');
  expect(await revokeStep(dir.path, 'step')).toBe(true);
  expect(await revokeStep(dir.path, 'step')).toBe(true);
  expect(await runStep(one)).toEqual({ exitCode: null, timedOut: false });
  const two = { ...one, name: 'two' };
  await runStep(two);
  expect(await revokeStep(dir.path, 'two')).toBe(false);
  expect((await readFile(join(dir.path, 'log'), 'utf8')).match(/ran/g)).toHaveLength(1);
});
