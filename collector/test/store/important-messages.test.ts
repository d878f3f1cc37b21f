import { randomUUID } from 'node:crypto';
import type { AptSource, RunResult } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import type { MessageFilter } from '../../src/domain/messages.ts';
import { enrolMachine } from './support/machines.ts';
import { Speaker, T0, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

const BY = { actorType: 'api_client', actorId: 'c1' } as const;
const newRun = () => ({ executionId: randomUUID(), jobId: randomUUID() });

const failed = (error: string): AptSource => ({
  uri: 'http://bad.example/debian/',
  suite: 'stable',
  components: ['main'],
  enabled: true,
  lastSuccessAt: null,
  ok: false,
  error,
});

describe.for(DIALECTS)('important messages on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const speak = async () => new Speaker(await enrolMachine(store));
  const read = async ({ machineId }: Speaker, filter: MessageFilter = {}) =>
    (await store.messages.messages({ ...filter, machineId }, { limit: 100 })).items;
  const upgrade = (speaker: Speaker, at: number, change: Partial<RunResult> = {}) =>
    speaker.finished(at, newRun(), { action: 'apt_upgrade', ...change });
  const full = (megabytes: number): Partial<RunResult> => ({
    status: 'warning',
    importantLines: [`W: Only ${megabytes} MB left on /var/cache/apt/${megabytes}.`],
  });

  it('come with the analysis and the run that show them', async () => {
    const speaker = await speak();
    const analysis = speaker.apt(1, { status: 'warning', apt: { sources: [failed('404  Not Found')] } });
    const run = newRun();
    const result: Partial<RunResult> = { action: 'apt_upgrade', importantLines: ['W: Something is odd.'] };
    await store.ingest.writeBatch([analysis, speaker.finished(2, run, result)]);
    expect(await read(speaker)).toMatchObject([
      {
        machineId: speaker.machineId,
        source: 'apt',
        category: 'warning',
        severity: 'warning',
        message: 'Something is odd.',
        executionId: run.executionId,
        snapshotId: null,
        firstSeenAt: time(2),
        lastSeenAt: time(2),
        acknowledged: 0,
        resolvedAt: null,
      },
      {
        category: 'source',
        component: 'http://bad.example/debian stable',
        snapshotId: analysis.message.type === 'snapshot' ? analysis.message.id : '',
        executionId: null,
      },
    ]);
  });

  it('said again with other numbers and paths are the same one, in one batch and in many', async () => {
    const speaker = await speak();
    await store.ingest.writeBatch([upgrade(speaker, 1, full(12)), upgrade(speaker, 2, full(11))]);
    await store.ingest.writeBatch([upgrade(speaker, 3, full(10))]);
    expect(await read(speaker)).toMatchObject([
      { message: 'Only 10 MB left on /var/cache/apt/10.', firstSeenAt: time(1), lastSeenAt: time(3) },
    ]);
  });

  it('of two machines are two', async () => {
    const [one, other] = [await speak(), await speak()];
    await store.ingest.writeBatch([upgrade(one, 1, full(12)), upgrade(other, 2, full(12))]);
    await store.ingest.writeBatch([upgrade(one, 3)]);
    expect(await read(one)).toMatchObject([{ resolvedAt: time(3) }]);
    expect(await read(other)).toMatchObject([{ resolvedAt: null, lastSeenAt: time(2) }]);
  });

  it('are resolved by a run of the same kind that no longer shows them, and by no other', async () => {
    const speaker = await speak();
    await store.ingest.writeBatch([upgrade(speaker, 1, full(12))]);
    await store.ingest.writeBatch([speaker.finished(2, newRun()), speaker.apt(3)]);
    expect(await read(speaker)).toMatchObject([{ resolvedAt: null }]);
    const refused = { status: 'error', errorKind: 'lock_timeout', errorMessage: 'apt is busy.' } as const;
    await store.ingest.writeBatch([upgrade(speaker, 4, refused)]);
    expect(await read(speaker)).toMatchObject([
      { message: 'apt is busy.', resolvedAt: null },
      { category: 'warning', resolvedAt: null },
    ]);
    await store.ingest.writeBatch([upgrade(speaker, 5)]);
    expect(await read(speaker)).toMatchObject([{ resolvedAt: time(5) }, { resolvedAt: time(5) }]);
  });

  it('are resolved by an analysis that no longer shows them, but not by one that could not be made', async () => {
    const speaker = await speak();
    const problem = { code: 'apt_failed', message: 'apt does not answer.' };
    await store.ingest.writeBatch([speaker.apt(1, { apt: { sources: [failed('404')] } })]);
    await store.ingest.writeBatch([speaker.apt(2, { status: 'error', apt: { sources: [], problem } })]);
    expect(await read(speaker, { category: 'source' })).toMatchObject([{ resolvedAt: null }]);
    await store.ingest.writeBatch([speaker.apt(3, { apt: { count: 7 } })]);
    expect(await read(speaker)).toMatchObject([
      { category: 'error', resolvedAt: time(3) },
      { category: 'source', resolvedAt: time(3) },
    ]);
  });

  it('seen by a refresh and by the analysis after it are one, resolved by whichever looks again', async () => {
    const speaker = await speak();
    const source = failed('The following signatures are bad: NO_PUBKEY 0E98404D386FA1D9');
    const { uri, suite, error } = source;
    const refresh = speaker.finished(1, newRun(), {
      status: 'warning',
      errorKind: 'source_failed',
      sources: [{ uri, suite, ok: false, error: error! }],
      importantLines: [`W: GPG error: http://bad.example/debian stable InRelease: ${error}`],
    });
    await store.ingest.writeBatch([refresh, speaker.apt(2, { apt: { sources: [source] } })]);
    expect(await read(speaker)).toMatchObject([
      { category: 'missing_key', severity: 'error', firstSeenAt: time(1), lastSeenAt: time(2) },
    ]);
    await store.ingest.writeBatch([speaker.apt(3)]);
    expect(await read(speaker)).toMatchObject([{ resolvedAt: time(3) }]);
  });

  it('that return after they were resolved are open and unacknowledged again', async () => {
    const speaker = await speak();
    await store.ingest.writeBatch([upgrade(speaker, 1, full(12))]);
    const [message] = await read(speaker);
    await store.messages.acknowledge(message!.id, true, BY, time(2));
    await store.ingest.writeBatch([upgrade(speaker, 3, full(11))]);
    expect(await read(speaker)).toMatchObject([
      { acknowledged: 1, acknowledgedBy: 'c1', lastSeenAt: time(3) },
    ]);
    await store.ingest.writeBatch([upgrade(speaker, 4)]);
    expect(await read(speaker)).toMatchObject([{ acknowledged: 1, resolvedAt: time(4) }]);
    await store.ingest.writeBatch([upgrade(speaker, 5, full(3))]);
    expect(await read(speaker)).toMatchObject([
      {
        id: message!.id,
        acknowledged: 0,
        acknowledgedAt: null,
        acknowledgedBy: null,
        resolvedAt: null,
        firstSeenAt: time(1),
        lastSeenAt: time(5),
      },
    ]);
  });

  it('do not move when an analysis is confirmed or comes again', async () => {
    const speaker = await speak();
    const analysis = speaker.apt(1, { apt: { sources: [failed('404')] } });
    await store.ingest.writeBatch([analysis]);
    const before = await read(speaker);
    await store.ingest.writeBatch([
      speaker.confirm(analysis, 2),
      analysis,
      speaker.apt(3, { apt: { sources: [failed('404')] } }),
    ]);
    expect(await read(speaker)).toEqual(before);
  });

  it('are told apart by open, acknowledged, resolved, severity and category, and paged', async () => {
    const speaker = await speak();
    const lines = ['W: one', 'W: two', 'E: three', 'W: apt-key is deprecated. Manage keyring files instead'];
    await store.ingest.writeBatch([
      upgrade(speaker, 1, { status: 'warning', importantLines: lines }),
      speaker.finished(2, newRun(), { status: 'warning', importantLines: ['W: gone'] }),
      speaker.finished(3, newRun()),
    ]);
    const two = (await read(speaker)).find(({ message }) => message === 'two')!;
    await store.messages.acknowledge(two.id, true, BY, time(4));
    const texts = async (filter: MessageFilter) =>
      (await read(speaker, filter)).map(({ message }) => message.slice(0, 7)).sort();
    expect(await texts({ status: 'open' })).toEqual(['apt-key', 'one', 'three']);
    expect(await texts({ status: 'acknowledged' })).toEqual(['two']);
    expect(await texts({ status: 'resolved' })).toEqual(['gone']);
    expect(await texts({ severity: 'error' })).toEqual(['three']);
    expect(await texts({ category: 'future_major_change' })).toEqual(['apt-key']);
    expect(await texts({ status: 'open', severity: 'warning', category: 'warning' })).toEqual(['one']);

    const { machineId } = speaker;
    const first = await store.messages.messages({ machineId }, { limit: 3 });
    const rest = await store.messages.messages({ machineId }, { limit: 3, after: first.next! });
    expect(rest.next).toBeNull();
    const all = [...first.items, ...rest.items];
    expect(new Set(all.map(({ id }) => id)).size).toBe(5);
    expect(all[0]!.message).toBe('gone');
  });

  it('are acknowledged once, with who did it on the timeline', async () => {
    const speaker = await speak();
    await store.ingest.writeBatch([upgrade(speaker, 1, full(12))]);
    const { id } = (await read(speaker))[0]!;
    const changes = await store.messages.acknowledge(id, true, BY, time(2));
    expect(changes).toMatchObject([{ type: 'event', machineId: speaker.machineId }]);
    expect(await store.messages.acknowledge(id, true, { ...BY, actorId: 'c2' }, time(3))).toEqual([]);
    expect(await store.messages.message(id)).toMatchObject({
      acknowledged: 1,
      acknowledgedAt: time(2),
      acknowledgedBy: 'c1',
    });
    await store.messages.acknowledge(id, false, BY, time(4));
    expect(await store.messages.message(id)).toMatchObject({ acknowledged: 0, acknowledgedAt: null });
    expect(await store.messages.acknowledge('none', true, BY, time(5))).toBeNull();
    const { items } = await store.queries.events({ machineId: speaker.machineId }, { limit: 2 });
    expect(items).toMatchObject([
      { eventType: 'message_unacknowledged', ...BY },
      { eventType: 'message_acknowledged', ...BY, message: expect.stringContaining('MB left') },
    ]);
  });

  it('of a deleted machine are not shown', async () => {
    const speaker = await speak();
    await store.ingest.writeBatch([upgrade(speaker, 1, full(12))]);
    const [message] = await read(speaker);
    await store.queries.deleteMachine(speaker.machineId, time(2), BY);
    expect(await read(speaker)).toEqual([]);
    expect(await store.messages.message(message!.id)).toBeNull();
    expect(await store.messages.acknowledge(message!.id, true, BY, time(3))).toBeNull();
  });

  it('that were resolved are forgotten in time, and others are not', async () => {
    const speaker = await speak();
    await store.ingest.writeBatch([upgrade(speaker, 1, full(12)), upgrade(speaker, 2)]);
    await store.ingest.writeBatch([speaker.finished(3, newRun(), { importantLines: ['W: still so'] })]);
    await store.prune(async () => 0, {}, new Date(T0 + 181 * 86_400_000));
    expect(await read(speaker)).toMatchObject([{ message: 'still so' }]);
  });
});
