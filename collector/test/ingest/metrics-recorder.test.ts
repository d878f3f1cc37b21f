import type { Metrics } from '@suivi/shared';
import { afterEach, expect, test } from 'vitest';
import type { Bucket } from '../../src/domain/metrics/bucket.ts';
import { MetricsRecorder } from '../../src/ingest/metrics-recorder.ts';
import { Speaker } from '../store/support/messages.ts';

const web = new Speaker('web');
const metrics = (at: number, cpuLoad1: number) =>
  (web.metrics(at, { cpuLoad1 }).message as { payload: Metrics }).payload;

let recorder: MetricsRecorder;
afterEach(() => recorder.stop());

function record(
  add: (samples: ReadonlyMap<string, readonly Bucket[]>) => Promise<void> = async () => undefined,
) {
  const clock = { now: 1_000_000 * 60_000 };
  const writes: [string, number[]][][] = [];
  const errors: unknown[] = [];
  recorder = new MetricsRecorder({
    history: {
      async add(samples) {
        await add(samples);
        writes.push(
          [...samples].map(([id, buckets]) => [id, buckets.map(({ values }) => values.get('load1')![0])]),
        );
      },
    },
    onError: (error) => errors.push(error),
    now: () => clock.now,
  });
  return { clock, writes, errors };
}

test('what comes in is written together, one bucket a minute', async () => {
  const { clock, writes } = record();
  recorder.add('web', metrics(1, 1));
  recorder.add('web', metrics(2, 3));
  clock.now += 60_000;
  recorder.add('web', metrics(3, 5));
  recorder.add('db', metrics(3, 7));
  await recorder.flush();
  await recorder.flush();
  expect(writes).toEqual([
    [
      ['web', [2, 5]],
      ['db', [7]],
    ],
  ]);
});

test('a message that comes again counts once', async () => {
  const { writes } = record();
  recorder.add('web', metrics(1, 1));
  await recorder.flush();
  recorder.add('web', metrics(1, 1));
  await recorder.flush();
  expect(writes).toHaveLength(1);
});

test('one machine is written when somebody looks at it, the others wait', async () => {
  const { writes } = record();
  recorder.add('web', metrics(1, 1));
  recorder.add('db', metrics(1, 2));
  await recorder.flush('db');
  expect(writes).toEqual([[['db', [2]]]]);
});

test('what could not be written waits, an hour of it at most', async () => {
  let isFull = true;
  const { clock, writes, errors } = record(async () => {
    if (isFull) throw new Error('disk full');
  });
  for (let minute = 0; minute < 100; minute++) {
    recorder.add('web', metrics(minute, minute));
    clock.now += 60_000;
    if (minute % 10 === 0) await recorder.flush();
  }
  expect(errors).toHaveLength(10);
  isFull = false;
  await recorder.flush();
  expect(writes).toEqual([[['web', Array.from({ length: 60 }, (_, index) => 40 + index)]]]);
});

test('of many machines some at a time are written; a failure keeps what is not written, and nothing is written twice', async () => {
  let left = 1;
  const { writes, errors } = record(async () => {
    if (left-- === 0) throw new Error('disk full');
  });
  for (let index = 0; index < 120; index++) recorder.add(`m${index}`, metrics(1, index));
  await recorder.flush();
  expect(writes.map((write) => write.length)).toEqual([50]);
  expect(errors).toHaveLength(1);
  await recorder.flush();
  expect(new Set(writes.flat().map(([id]) => id)).size).toBe(120);
  expect(writes.flat()).toHaveLength(120);
});
