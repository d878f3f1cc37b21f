import { appendFile, mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from '@suivi/shared';
import { eventually } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { runPaths } from '../../../src/domain/run-files.ts';
import { type JournalBox, journalBox } from '../../support/journal.ts';

const times = { paceMs: 20, silentMs: 60_000 };

/** Accepts a job and plays the runner that has begun it. */
async function running(box: JournalBox, options: Parameters<JournalBox['open']>[0] = {}) {
  const journal = await box.open({ progressTimes: times, ...options });
  const job: Job = box.collector.sign();
  await journal.accept(job);
  const run = runPaths(box.paths.runs, job.order.jobId);
  await mkdir(run.directory, { recursive: true });
  await writeFile(run.log, '');
  await writeFile(run.status, 'phase:preflight\n');
  await writeFile(run.start, JSON.stringify({ job, startedAt: new Date().toISOString() }));
  for (const name of await readdir(box.paths.queue)) await rm(join(box.paths.queue, name));
  return { journal, run, executionId: job.order.executionId };
}

const last = (box: JournalBox) => box.progress.at(-1);

test('tells each phase as it comes, with the package and the percentage', async () => {
  await using box = await journalBox();
  const { run, executionId } = await running(box);
  await eventually(() => last(box)?.phase === 'preflight');
  await appendFile(run.status, 'pmstatus:curl:12.5:Unpacking curl (amd64)\npmstatus:curl:50');
  await eventually(() => last(box)?.phase === 'unpack');
  expect(last(box)).toEqual({
    executionId,
    phase: 'unpack',
    package: 'curl',
    percent: 12.5,
    silentSeconds: 0,
  });
  await appendFile(run.status, ':Configuring curl (amd64)\n');
  await eventually(() => last(box)?.phase === 'configure');
});

test('a new connection is told again what goes on; a run that has ended is not told of any more', async () => {
  await using box = await journalBox();
  const { journal, run } = await running(box);
  await eventually(() => box.progress.length === 1);
  journal.resume();
  await eventually(() => box.progress.length === 2);
  box.link.isOpen = false;
  await appendFile(run.status, 'phase:check\n');
  box.link.isOpen = true;
  journal.resume();
  await eventually(() => last(box)?.phase === 'check');
  const count = box.progress.length;
  await writeFile(run.end, '{}');
  await eventually(() => box.types().includes('execution_finished'));
  await appendFile(run.status, 'phase:reboot\n');
  journal.resume();
  expect(box.progress.length).toBe(count);
});

test('a run that says nothing is told of with the time since its last output', async () => {
  await using box = await journalBox();
  const { run } = await running(box, { progressTimes: { paceMs: 20, silentMs: 1000 } });
  await eventually(() => (last(box)?.silentSeconds ?? 0) >= 2, { timeoutMs: 15_000 });
  await appendFile(run.log, 'it goes on\n');
  await eventually(() => last(box)?.silentSeconds === 0, { timeoutMs: 15_000 });
});

test('an agent that starts later knows the silence from the age of the files', async () => {
  await using box = await journalBox();
  const { run } = await running(box);
  await eventually(() => box.progress.length > 0);
  const anHourAgo = Date.now() / 1000 - 3600;
  for (const path of [run.log, run.status]) await utimes(path, anHourAgo, anHourAgo);
  await box.open({ progressTimes: times });
  await eventually(() => (last(box)?.silentSeconds ?? 0) >= 3600);
});
