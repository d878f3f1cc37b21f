import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Job } from '@suivi/shared';
import { eventually } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { RUN_FILE_BYTES, runPaths } from '../../src/domain/run-files.ts';
import { writeWhole } from '../../src/host/files.ts';
import { parseDurable } from '../../src/outbox/message-file.ts';
import { createRun } from '../../src/runner/run.ts';
import { type JournalBox, journalBox } from '../support/journal.ts';

/** A text of a result that says so much that it has this size. */
function resultOf({ order }: Job, bytes: number): string {
  const { executionId, jobId, action } = order;
  const now = new Date().toISOString();
  const head = { executionId, jobId, action, mode: 'manual', startedAt: now, finishedAt: now };
  const outcome = { status: 'ok', exitCode: 0, errorKind: null, errorMessage: null };
  const text = (lines: readonly string[]) => JSON.stringify({ ...head, ...outcome, importantLines: lines });
  const full = Array.from({ length: Math.floor((bytes - text(['']).length) / 1003) }, () => 'x'.repeat(1000));
  return text([...full, 'x'.repeat(bytes - text([...full, '']).length)]);
}

/** Plays the runner, which writes this text as the result; gives what the journal tells of the run. */
async function toldOf(box: JournalBox, job: Job, text: string) {
  const journal = await box.open();
  await journal.accept(job);
  for (const path of [box.paths.runs, box.paths.finished]) await mkdir(path, { recursive: true });
  await createRun({ runner: box.paths, now: () => new Date() }, job);
  await writeWhole(runPaths(box.paths.runs, job.order.jobId).end, text);
  return eventually(() => box.results(job).at(-1), { what: 'the result' });
}

test('the largest result that a runner may write travels in one message', async () => {
  await using box = await journalBox();
  const job = box.collector.sign();
  const text = resultOf(job, RUN_FILE_BYTES);
  expect(Buffer.byteLength(text)).toBe(RUN_FILE_BYTES);
  const result = await toldOf(box, job, text);
  expect(result).toMatchObject(JSON.parse(text));
  const message = { type: 'execution_finished', id: randomUUID(), seq: 1, result };
  expect(parseDurable(JSON.stringify(message))).toEqual(message);
});

test('one that is larger is told as damaged, and its run ends all the same', async () => {
  await using box = await journalBox();
  const job = box.collector.sign();
  expect(await toldOf(box, job, resultOf(job, RUN_FILE_BYTES + 1))).toMatchObject({
    status: 'error',
    errorKind: 'runner_interrupted',
    errorMessage: expect.stringMatching(/^The result of the run cannot be read: .*larger/),
  });
  expect(box.types()).toContain('event');
});
