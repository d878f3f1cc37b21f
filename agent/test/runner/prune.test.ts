import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { runnerPaths, runPaths } from '../../src/domain/run-files.ts';
import { forgetOld, isRemembered, remember } from '../../src/runner/finished.ts';
import { pruneRuns } from '../../src/runner/prune.ts';

test('the oldest finished runs go while they are too many, too large or too old; others stay', async () => {
  await using dir = await temporaryDirectory('prune');
  const runner = runnerPaths(dir.path);
  const make = async (jobId: string, endedAt: number | null, bytes: number) => {
    const run = runPaths(runner.runs, jobId);
    await mkdir(run.directory, { recursive: true });
    await writeFile(run.log, Buffer.alloc(bytes));
    if (endedAt === null) return;
    await writeFile(run.end, '{}');
    await utimes(run.end, endedAt, endedAt);
  };
  await make('open', null, 5000);
  for (const [index, jobId] of ['a', 'b', 'c', 'd'].entries()) await make(jobId, 1000 + index, 100);
  const left = () => readdir(runner.runs).then((names) => names.sort());
  await pruneRuns(runner, { count: 3, bytes: 1e9, ms: 1e15 }, 2e6);
  expect(await left()).toEqual(['b', 'c', 'd', 'open']);
  await pruneRuns(runner, { count: 9, bytes: 210, ms: 1e15 }, 2e6);
  expect(await left()).toEqual(['c', 'd', 'open']);
  await pruneRuns(runner, { count: 9, bytes: 1e9, ms: 500 }, 1003 * 1000 + 400);
  expect(await left()).toEqual(['d', 'open']);
});

test('ids are remembered, and the oldest forgotten when there are too many', async () => {
  await using dir = await temporaryDirectory('finished');
  for (const [index, id] of ['a', 'b', 'c'].entries()) {
    await remember(dir.path, id);
    await utimes(`${dir.path}/${id}`, index, index);
  }
  await forgetOld(dir.path, 2);
  expect([await isRemembered(dir.path, 'a'), await isRemembered(dir.path, 'b')]).toEqual([false, true]);
});
