import type { DurableMessage } from '@suivi/shared';
import { eventually } from '@suivi/testkit';
import { expect, test } from 'vitest';
import type { IngestOutcome, StoreProblem } from '../../src/domain/ingest.ts';
import { Backlog } from '../../src/ingest/backlog.ts';
import { IngestQueue } from '../../src/ingest/queue.ts';
import type { Reply } from '../../src/ingest/reply.ts';

/** A store that can hold runs back, as with a full disk of the reports; what it does with others is not looked at here. */
function scripted() {
  const state = {
    isFull: true,
    stored: [] as string[],
    tries: [] as number[],
    release: [] as (() => void)[],
  };
  const problems: (StoreProblem | null)[] = [];
  const backlog = new Backlog();
  const queue = new IngestQueue({
    store: {
      async writeBatch(batch) {
        state.tries.push(performance.now());
        await new Promise<void>((resolve) => {
          if (batch.some(({ message }) => message.id.startsWith('slow'))) state.release.push(resolve);
          else resolve();
        });
        const outcomes = batch.map(({ message }): IngestOutcome => {
          if (message.type === 'execution_finished' && state.isFull)
            return { stored: false, held: new Error('full') };
          state.stored.push(message.id);
          return { stored: true };
        });
        return { outcomes, changes: [] };
      },
    },
    feed: { publish: () => {}, publishLive: () => {} },
    backlog,
    onReportsProblem: (problem) => problems.push(problem),
  });
  return { state, problems, backlog, queue };
}

const reply = (): Reply => ({ send: () => {}, pause: () => {}, resume: () => {} }) as unknown as Reply;
const end = (id: string) => ({ type: 'execution_finished', id }) as unknown as DurableMessage;
const event = (id: string) => ({ type: 'event', id }) as unknown as DurableMessage;

test('the problem stays the same until what is held was stored, and it is tried ever more slowly', async () => {
  const { state, problems, queue } = scripted();
  queue.add('m', end('e1'), 10, reply());
  await eventually(() => state.tries.length >= 3);
  expect(problems).toHaveLength(1);
  const [first = 0, second = 0, third = 0] = state.tries;
  expect(third - second).toBeGreaterThan((second - first) * 1.2);
  // What others send meanwhile says nothing of the reports.
  queue.add('other', event('x'), 10, reply());
  await eventually(() => state.stored.includes('x'));
  expect(problems).toHaveLength(1);
  state.isFull = false;
  await eventually(() => state.stored.includes('e1'));
  await eventually(() => problems.at(-1) === null);
  await queue.stop();
});

test('of an agent that has gone nothing is held, and nothing is stored behind what was', async () => {
  const { state, backlog, queue } = scripted();
  const gone = reply();
  queue.add('m', end('slow-e1'), 10, gone);
  await eventually(() => state.release.length === 1);
  queue.add('m', event('behind'), 10, gone);
  queue.forget(gone);
  state.release[0]!();
  queue.add('other', event('x'), 10, reply());
  await eventually(() => state.stored.includes('x'));
  expect(state.stored).toEqual(['x']);
  await eventually(() => queue.length === 0);
  expect(backlog.bytes).toBe(0);
  await queue.stop();
});

test('so it is for one that goes while what is held of it waits', async () => {
  const { state, problems, backlog, queue } = scripted();
  const gone = reply();
  queue.add('m', end('e1'), 10, gone);
  await eventually(() => problems.length === 1);
  queue.add('m', event('behind'), 10, gone);
  await eventually(() => queue.length === 2);
  queue.forget(gone);
  expect(queue.length).toBe(0);
  expect(backlog.bytes).toBe(0);
  // The disk is as full as before, until the next try finds nothing to do.
  expect(problems).toHaveLength(1);
  await eventually(() => problems.at(-1) === null);
  expect(state.stored).toEqual([]);
  await queue.stop();
});
