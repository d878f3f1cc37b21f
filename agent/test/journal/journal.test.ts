import { mkdir, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from '@suivi/shared';
import { eventually } from '@suivi/testkit';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { runPaths } from '../../src/domain/run-files.ts';
import { takeLock } from '../../src/runner/lock.ts';
import { signer } from '../support/jobs.ts';
import { describes, type JournalBox, journalBox } from '../support/journal.ts';

const EMPTY = [] as string[];

/** Plays the runner: takes the entry of a job away and makes its run. */
/** As the runner does: nobody sees a half-written file. */
async function writeAtOnce(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}

async function begin(box: JournalBox, job: Job): Promise<void> {
  const run = runPaths(box.paths.runs, job.order.jobId);
  await mkdir(run.directory, { recursive: true });
  await writeFile(run.log, 'Hit:1 http://u:p@host x InRelease\n');
  await writeAtOnce(run.start, JSON.stringify({ job, startedAt: new Date().toISOString() }));
  for (const name of await readdir(box.paths.queue))
    if (name.includes(job.order.jobId)) await rm(join(box.paths.queue, name));
}

async function end(box: JournalBox, { order }: Job, text?: string): Promise<void> {
  const { executionId, jobId, action } = order;
  const now = new Date().toISOString();
  const result = { executionId, jobId, action, mode: 'manual', startedAt: now, finishedAt: now };
  const outcome = { status: 'ok', exitCode: 0, errorKind: null, errorMessage: null, importantLines: EMPTY };
  await writeAtOnce(runPaths(box.paths.runs, jobId).end, text ?? JSON.stringify({ ...result, ...outcome }));
}

const untilFinished = (box: JournalBox, job: Job, times = 1) =>
  eventually(() => box.results(job).length >= times && box.results(job).at(-1), { what: 'the result' });

describe('accepting', () => {
  test('a job is taken once, and its entry waits for the runner', async () => {
    await using box = await journalBox();
    const journal = await box.open();
    const job = box.collector.sign();
    expect(await journal.accept(job)).toBe('accepted');
    expect(await journal.accept(job)).toBe('accepted');
    expect(await readdir(box.paths.queue)).toEqual([`0000000000000001-${job.order.jobId}.json`]);
    await eventually(() => box.starts.count === 1);
    expect(journal.list()).toMatchObject([{ jobId: job.order.jobId, state: 'accepted' }]);
  });

  test('refuses what is not for this machine, expired, unsigned, or too much', async () => {
    await using box = await journalBox();
    const journal = await box.open({ limits: { openJobs: 1 } });
    const { collector } = box;
    const code = async (job: Job) => {
      const answer = await journal.accept(job);
      return answer === 'accepted' ? answer : answer.code;
    };
    expect(await code(collector.sign({ machineId: 'machine-2' }))).toBe('not_for_me');
    expect(await code(collector.sign({ expiresAt: '2020-01-01T00:00:00.000Z' }))).toBe('expired');
    expect(await code(signer().sign())).toBe('invalid');
    expect(await code({ ...collector.sign(), signature: null })).toBe('invalid');
    box.outbox.isFull = true;
    expect(await code(collector.sign())).toBe('outbox_full');
    box.outbox.isFull = false;
    expect(await code(collector.sign())).toBe('accepted');
    expect(await code(collector.sign())).toBe('too_many_jobs');
  });

  test('a job that has not begun can be withdrawn, a begun one not', async () => {
    await using box = await journalBox();
    const journal = await box.open();
    const [one, two] = [box.collector.sign(), box.collector.sign()];
    for (const job of [one, two]) await journal.accept(job);
    await begin(box, two);
    for (const job of [one, two]) await journal.cancel(job.order.jobId);
    expect(journal.list().map(({ jobId }) => jobId)).toEqual([two.order.jobId]);
    expect(await readdir(box.paths.queue)).toEqual([]);
  });

  test('its own refresh is queued once, and again when the last one has ended', async () => {
    await using box = await journalBox();
    const journal = await box.open();
    await journal.ask('apt_refresh');
    await journal.ask('apt_refresh');
    const names = await readdir(box.paths.queue);
    expect(names).toHaveLength(1);
    const jobId = names[0]!.slice(17, -5);
    const job = { order: { ...box.collector.sign().order, jobId }, signature: null };
    await begin(box, job);
    await end(box, job);
    await eventually(() => journal.list()[0]?.state === 'finished');
    await journal.ask('apt_refresh');
    expect(await readdir(box.paths.queue)).toHaveLength(1);
  });
});

describe('following', () => {
  test('the first run of a machine is noticed at once, not by the next look', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    await using box = await journalBox();
    const journal = await box.open();
    const job = box.collector.sign();
    await journal.accept(job);
    await eventually(() => box.starts.count === 1, { what: 'the start of a runner' });
    await begin(box, job);
    await eventually(() => box.logs.has(job.order.executionId), { what: 'the log' });
  });

  test('start, log, result, in this order, with secrets taken out', async () => {
    await using box = await journalBox();
    const journal = await box.open();
    const job = box.collector.sign();
    await journal.accept(job);
    await begin(box, job);
    await eventually(() => box.logs.has(job.order.executionId), { what: 'the log' });
    expect(box.types()).toEqual(['execution_started']);
    await end(box, job);
    const result = await untilFinished(box, job);
    const log = box.logs.get(job.order.executionId)!;
    expect(log.toString()).toBe('Hit:1 http://***@host x InRelease\n');
    expect(describes(result, log)).toBe(true);
    // The result goes out before that is noted.
    await eventually(() => journal.list()[0]?.state === 'finished');
  });

  test('the result waits until the collector has the whole log', async () => {
    await using box = await journalBox();
    const journal = await box.open();
    box.link.isOpen = false;
    const job = box.collector.sign();
    await journal.accept(job);
    await begin(box, job);
    await end(box, job);
    await eventually(() => journal.list()[0]?.state === 'running');
    journal.resume();
    await journal.close();
    expect(box.types()).toEqual(['execution_started']);
    box.link.isOpen = true;
    await box.open();
    const result = await untilFinished(box, job);
    expect(describes(result, box.logs.get(job.order.executionId))).toBe(true);
  });

  test('what the collector lacks is sent again, also after a restart', async () => {
    await using box = await journalBox();
    let journal = await box.open();
    const job = box.collector.sign();
    await journal.accept(job);
    await begin(box, job);
    await end(box, job);
    await untilFinished(box, job);
    journal = await box.open();
    box.logs.clear();
    box.messages.length = 0;
    await journal.wantExecution(job.order.executionId);
    const result = await untilFinished(box, job);
    expect(box.types()).toEqual(['execution_started', 'execution_finished']);
    expect(describes(result, box.logs.get(job.order.executionId))).toBe(true);
  });

  test('a collector that threw the log away gets it again, a bounded number of times', async () => {
    await using box = await journalBox();
    const journal = await box.open();
    const job = box.collector.sign();
    await journal.accept(job);
    await begin(box, job);
    await end(box, job);
    for (let times = 1; times <= 4; times++) {
      await untilFinished(box, job, times);
      await eventually(() => journal.list()[0]?.state === 'finished');
      box.logs.clear();
      journal.logAck(job.order.executionId, 0);
    }
    const other = box.collector.sign();
    await journal.accept(other);
    await begin(box, other);
    await end(box, other);
    await untilFinished(box, other);
    expect(box.results(job)).toHaveLength(4);
  });

  test('a log that is missed after a restart is sent again', async () => {
    await using box = await journalBox();
    let journal = await box.open();
    const job = box.collector.sign();
    await journal.accept(job);
    await begin(box, job);
    await end(box, job);
    await untilFinished(box, job);
    journal = await box.open();
    box.logs.clear();
    journal.logAck(job.order.executionId, 0);
    const again = await untilFinished(box, job, 2);
    expect(describes(again, box.logs.get(job.order.executionId))).toBe(true);
  });

  test('a full disk: nothing is skipped, and it goes on when there is room', async () => {
    await using box = await journalBox();
    const put = box.outbox.put;
    let isFull = true;
    box.outbox.put = (draft) => (isFull ? Promise.reject(new Error('ENOSPC')) : put(draft));
    const journal = await box.open({ logger: silent });
    const job = box.collector.sign();
    await journal.accept(job);
    await begin(box, job);
    await end(box, job);
    await eventually(() => journal.list()[0]?.state === 'accepted');
    isFull = false;
    journal.resume();
    await untilFinished(box, job);
    expect(box.types()).toEqual(['execution_started', 'execution_finished']);
  });
});

const silent = { error: () => {}, warning: () => {}, info: () => {}, debug: () => {} };

describe('what goes wrong on the disk', () => {
  test('a damaged record is set aside, told, and made anew from the queue or the run', async () => {
    await using box = await journalBox();
    let journal = await box.open();
    const [queued, begun, healthy] = [box.collector.sign(), box.collector.sign(), box.collector.sign()];
    for (const job of [queued, begun, healthy]) await journal.accept(job);
    await begin(box, begun);
    await eventually(() => box.types().includes('execution_started'));
    await journal.close();
    const record = ({ order }: Job) => join(box.stateDir, 'jobs', `${order.jobId}.json`);
    await truncate(record(queued), 0);
    await writeFile(record(begun), '{"job":');
    await writeFile(join(box.stateDir, 'jobs', 'foreign'), 'x');
    journal = await box.open();
    expect(new Set(journal.list().map(({ jobId }) => jobId))).toEqual(
      new Set([queued, begun, healthy].map(({ order }) => order.jobId)),
    );
    expect(box.types().filter((type) => type === 'event')).toHaveLength(3);
    expect(await readdir(join(box.stateDir, 'jobs-set-aside'))).toHaveLength(3);
    await end(box, begun);
    await untilFinished(box, begun);
  });

  test('a damaged result ends the execution as an error, and does not hold up others', async () => {
    await using box = await journalBox();
    const journal = await box.open();
    const [damaged, good] = [box.collector.sign(), box.collector.sign()];
    for (const job of [damaged, good]) {
      await journal.accept(job);
      await begin(box, job);
    }
    await end(box, damaged, '{"executionId"');
    await end(box, good);
    expect(await untilFinished(box, damaged)).toMatchObject({
      errorKind: 'runner_interrupted',
      status: 'error',
    });
    expect(await untilFinished(box, good)).toMatchObject({ status: 'ok' });
    expect(box.types()).toContain('event');
  });

  test('a job without entry and without run goes back into the queue', async () => {
    await using box = await journalBox();
    let journal = await box.open();
    const job = box.collector.sign();
    await journal.accept(job);
    await journal.close();
    await rm(box.paths.queue, { recursive: true });
    journal = await box.open();
    await eventually(async () => (await readdir(box.paths.queue)).length === 1);
    expect(journal.list()).toMatchObject([{ state: 'accepted' }]);
  });

  test('a run that vanished ends as interrupted, a job that no runner took as unavailable', async () => {
    await using box = await journalBox();
    let journal = await box.open();
    const gone = box.collector.sign();
    const late = box.collector.sign({ expiresAt: new Date(Date.now() + 300).toISOString() });
    for (const job of [gone, late]) await journal.accept(job);
    await begin(box, gone);
    await eventually(() => box.types().includes('execution_started'));
    await journal.close();
    await rm(runPaths(box.paths.runs, gone.order.jobId).directory, { recursive: true });
    await eventually(() => Date.now() > Date.parse(late.order.expiresAt));
    journal = await box.open();
    expect(await untilFinished(box, gone)).toMatchObject({ errorKind: 'runner_interrupted' });
    expect(await untilFinished(box, late)).toMatchObject({ errorKind: 'runner_unavailable' });
    expect(await readdir(box.paths.queue)).toEqual([]);
    await eventually(() => journal.list().every(({ state }) => state === 'finished'));
  });
});

test('the runner is not started while one is at work', async () => {
  await using box = await journalBox();
  await mkdir(box.paths.locks, { recursive: true });
  const release = await takeLock(box.paths.locks);
  const journal = await box.open();
  await journal.accept(box.collector.sign());
  await eventually(async () => (await readdir(box.paths.queue)).length === 1);
  await journal.close();
  expect(box.starts.count).toBe(0);
  await release?.();
  await box.open();
  await eventually(() => box.starts.count === 1);
});

test('finished jobs and their runs go when there are too many', async () => {
  await using box = await journalBox();
  const journal = await box.open({ limits: { keptJobs: 2 } });
  const jobs = Array.from({ length: 4 }, () => box.collector.sign());
  for (const job of jobs) {
    await journal.accept(job);
    await begin(box, job);
    await end(box, job);
    await untilFinished(box, job);
  }
  await eventually(() => journal.list().length === 2);
  await eventually(async () => (await readdir(box.paths.runs)).length === 2);
  await eventually(async () => (await readdir(join(box.stateDir, 'jobs'))).length === 2);
});

test('a collector that says during the end of a run that it lost the log gets it again', async () => {
  await using box = await journalBox();
  const job = box.collector.sign();
  const { executionId } = job.order;
  const put = box.outbox.put;
  let isLost = false;
  box.outbox.put = async (draft) => {
    if (draft.type === 'execution_finished' && isLost) {
      isLost = false;
      box.logs.delete(executionId);
      journal.logAck(executionId, 0);
    }
    return put(draft);
  };
  const journal = await box.open();
  await journal.accept(job);
  await begin(box, job);
  await end(box, job);
  await untilFinished(box, job);
  isLost = true;
  await journal.wantExecution(executionId);
  await eventually(() => !isLost);
  await eventually(
    () => box.logs.has(executionId) && describes(box.results(job).at(-1), box.logs.get(executionId)),
  );
});
