import { expect, test, vi } from 'vitest';
import type { Change } from '../../src/domain/rows.ts';
import { openFeed } from '../../src/publish/feed.ts';

const change = (seq: number): Change => ({ seq, type: 'event', machineId: null, refId: `e${seq}` });
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => change(from + index));

/** A store with a history that can be cut off at its beginning, as retention does. */
function storeOf(...history: Change[]) {
  return {
    history,
    reads: 0,
    lastSeq: async () => history.at(-1)?.seq ?? 0,
    async changesAfter(seq: number, limit: number): Promise<readonly Change[] | null> {
      this.reads++;
      const oldest = history[0]?.seq ?? 1;
      return seq < oldest - 1 ? null : history.filter((one) => one.seq > seq).slice(0, limit);
    },
  };
}

async function listening(...args: Parameters<typeof openFeed>) {
  const feed = await openFeed(...args);
  const heard: number[] = [];
  feed.subscribe({
    changes: (changes) => heard.push(...changes.map(({ seq }) => seq)),
    live: () => undefined,
  });
  return { feed, heard };
}

test('tells listeners of published changes without reading the store', async () => {
  const store = storeOf(...range(1, 5));
  const { feed, heard } = await listening(store);
  feed.publish(range(6, 7));
  feed.publish(range(8, 8));
  expect(heard).toEqual([6, 7, 8]);
  expect(feed.lastSeq()).toBe(8);
  expect((await feed.changesAfter(6, 10))?.map(({ seq }) => seq)).toEqual([7, 8]);
  expect(store.reads).toBe(0);
});

test('tells in commit order, each once, what is published out of order', async () => {
  const store = storeOf(...range(1, 5));
  const { feed, heard } = await listening(store);
  store.history.push(...range(6, 9));
  feed.publish([change(8)]);
  feed.publish(range(6, 7));
  feed.publish([change(9)]);
  feed.publish([change(7)]);
  await vi.waitFor(() => expect(heard).toEqual([6, 7, 8, 9]));
});

test('finds what another collector wrote', async () => {
  const store = storeOf(...range(1, 5));
  const { feed, heard } = await listening(store);
  store.history.push(...range(6, 2500));
  feed.catchUp();
  await vi.waitFor(() => expect(feed.lastSeq()).toBe(2500));
  expect(heard).toEqual(range(6, 2500).map(({ seq }) => seq));
});

test('reads what is older than its memory from the store, and no further than it has told', async () => {
  const store = storeOf(...range(1, 5));
  const { feed } = await listening(store);
  store.history.push(change(6));
  expect((await feed.changesAfter(2, 10))?.map(({ seq }) => seq)).toEqual([3, 4, 5]);
});

test('says when the history is gone', async () => {
  const { feed } = await listening(storeOf(...range(50, 60)));
  expect(await feed.changesAfter(10, 10)).toBeNull();
});

test('goes on when a gap can no longer be read', async () => {
  const store = storeOf(...range(1, 5));
  const { feed } = await listening(store);
  store.history.splice(0, 5, ...range(50, 60));
  feed.publish([change(60)]);
  await vi.waitFor(() => expect(feed.lastSeq()).toBe(60));
  expect(await feed.changesAfter(5, 10)).toBeNull();
});

test('tries again when the store cannot be read', async () => {
  const store = storeOf(...range(1, 5));
  const errors: unknown[] = [];
  const { feed, heard } = await listening(store, { retryMs: 1, onError: (error) => errors.push(error) });
  store.history.push(...range(6, 7));
  const read = store.changesAfter;
  store.changesAfter = () => Promise.reject(new Error('away'));
  feed.publish([change(7)]);
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(0));
  store.changesAfter = read;
  await vi.waitFor(() => expect(heard).toEqual([6, 7]));
});

test('a listener that has left hears nothing more', async () => {
  const feed = await openFeed(storeOf());
  const heard: unknown[] = [];
  const leave = feed.subscribe({
    changes: (changes) => heard.push(changes),
    live: (notice) => heard.push(notice),
  });
  leave();
  feed.publish([change(1)]);
  feed.publishLive({ type: 'metrics', machineId: 'm' });
  expect(heard).toEqual([]);
});
