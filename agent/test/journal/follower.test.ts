import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { runPaths } from '../../src/domain/run-files.ts';
import { Follower } from '../../src/journal/follower.ts';
import { JOURNAL_LIMITS } from '../../src/journal/limits.ts';
import { PROGRESS_TIMES } from '../../src/journal/progress/reporter.ts';
import { JobRecords } from '../../src/journal/records.ts';
import { signer } from '../support/jobs.ts';

/** A follower of a run whose log waits for a connection that takes it: `offered` is called each time. */
async function follow(directory: string, offered: () => void): Promise<Follower> {
  const job = signer().sign();
  const runs = join(directory, 'runs');
  const run = runPaths(runs, job.order.jobId);
  await mkdir(run.directory, { recursive: true });
  await writeFile(run.log, 'Hit:1 http://deb.debian.org/debian trixie InRelease\n');
  await mkdir(join(directory, 'jobs'), { recursive: true });
  return new Follower({
    record: { job, position: 1, phase: 'running', startedAt: job.order.issuedAt, finishedAt: null },
    records: new JobRecords(join(directory, 'jobs')),
    runs,
    outbox: { isFull: false, put: async () => ({ id: '1', seq: 1 }) },
    sender: {
      sendLog: () => {
        offered();
        return false;
      },
      sendProgress: () => true,
    },
    limits: JOURNAL_LIMITS,
    progressTimes: PROGRESS_TIMES,
    onError: (error) => {
      throw error;
    },
    onDamaged: async () => {},
    onFinished: () => {},
  });
}

test('a wake is never lost, however near to the end of the work it comes', async () => {
  await using directory = await temporaryDirectory('follower');
  // Turns of the queue of microtasks between the last look and the wake: some of them lie before the end of the work.
  for (let turns = 0; turns < 30; turns++) {
    let offers = 0;
    let woken: Promise<void> | undefined;
    const follower = await follow(join(directory.path, String(turns)), () => {
      offers += 1;
      woken ??= (async () => {
        for (let turn = 0; turn < turns; turn++) await null;
        follower.wake();
      })();
    });
    follower.wake();
    await follower.idle();
    await woken;
    await follower.idle();
    expect([turns, offers]).toEqual([turns, 2]);
    await follower.close();
  }
});
