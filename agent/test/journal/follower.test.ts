import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { runPaths } from '../../src/domain/run-files.ts';
import type { Follower } from '../../src/journal/follower.ts';
import { followerOf } from '../support/follower.ts';
import { signer } from '../support/jobs.ts';

/** A follower of a run whose log waits for a connection that takes it: `offered` is called each time. */
async function follow(directory: string, offered: () => void): Promise<Follower> {
  const job = signer().sign();
  const run = runPaths(join(directory, 'runs'), job.order.jobId);
  await mkdir(run.directory, { recursive: true });
  await mkdir(join(directory, 'jobs'));
  await writeFile(run.log, 'Hit:1 http://deb.debian.org/debian trixie InRelease\n');
  return followerOf(directory, job, {
    phase: 'running',
    sendLog: () => {
      offered();
      return false;
    },
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
