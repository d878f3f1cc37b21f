import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { enrolMachine } from './support/machines.ts';
import { Speaker, T0, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

const DAY = 86_400;
const now = (days: number): Date => new Date(T0 + days * DAY * 1000);

describe.for(DIALECTS)('prune on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const removed: string[] = [];
  const remove = async (path: string) => {
    removed.push(path);
    return 10;
  };
  const count = async (table: 'snapshots' | 'executions' | 'machineEvents' | 'jobs', machineId: string) =>
    (await store.database.db.selectFrom(table).select('id').where('machineId', '=', machineId).execute())
      .length;

  it('keeps the newest snapshot of each kind and the last execution, however old', async () => {
    const speaker = new Speaker(await enrolMachine(store));
    const [first, second] = [newRun(), newRun()];
    await store.ingest.writeBatch([
      speaker.apt(1, { apt: { count: 1 } }),
      speaker.apt(2, { apt: { count: 2 } }),
      speaker.system(3),
      speaker.finished(4, first),
      speaker.finished(5, second),
    ]);
    const pruned = await store.prune(remove, {}, now(400));
    expect(pruned).toMatchObject({ snapshots: 1, executions: 1, logs: 2, reports: 2 });
    expect(await count('snapshots', speaker.machineId)).toBe(2);
    const latest = await store.queries.latestSnapshot(speaker.machineId, 'apt_update_analyze');
    expect(JSON.parse(latest!.payloadJson).apt.count).toBe(2);
    expect(await store.queries.execution(second.executionId)).not.toBeNull();
    expect(await store.rebuildState()).toEqual([]);
    expect(removed.splice(0).sort()).toEqual(
      [first, second]
        .flatMap(({ executionId }) =>
          ['log', 'md'].map((end) => `${speaker.machineId}/${executionId}.${end}`),
        )
        .sort(),
    );
    expect(await store.prune(remove, {}, now(400))).toMatchObject({
      snapshots: 0,
      executions: 0,
      logs: 0,
      reports: 0,
    });
  });

  it('keeps a failure that nothing has made up for, and only the last of its kind', async () => {
    const speaker = new Speaker(await enrolMachine(store));
    const failed = { status: 'error', errorKind: 'apt_failed', errorMessage: 'E: no' } as const;
    const runs = [1, 2, 3, 4, 5].map(newRun);
    await store.ingest.writeBatch([
      speaker.finished(1, runs[0]!, { ...failed, action: 'apt_upgrade' }),
      speaker.finished(2, runs[1]!, { ...failed, action: 'apt_upgrade' }),
      speaker.finished(3, runs[2]!, failed),
      speaker.finished(4, runs[3]!),
      speaker.finished(5, runs[4]!),
    ]);
    // One at a time: a failure must not outlive what made up for it.
    for (let left = 5; left > 2; left--) {
      await store.prune(remove, { rowsAtOnce: 1, rounds: 1 }, now(400));
      expect(await store.rebuildState()).toEqual([]);
    }
    await store.prune(remove, {}, now(400));
    const kept = await Promise.all(runs.map(({ executionId }) => store.queries.execution(executionId)));
    expect(kept.map((row) => row !== null)).toEqual([false, true, false, false, true]);
    removed.splice(0);
  });

  it('keeps what is young enough', async () => {
    const speaker = new Speaker(await enrolMachine(store));
    await store.ingest.writeBatch([speaker.apt(1), speaker.apt(2, { apt: { count: 2 } })]);
    await store.prune(remove, {}, now(89));
    expect(await count('snapshots', speaker.machineId)).toBe(2);
  });

  it('deletes in bounded steps and leaves the rest for the next run', async () => {
    await store.prune(remove, {}, now(100));
    const speaker = new Speaker(await enrolMachine(store));
    await store.ingest.writeBatch(
      Array.from({ length: 10 }, (_, i) => speaker.apt(i, { apt: { count: i } })),
    );
    const few = { rowsAtOnce: 2, rounds: 2 };
    expect(await store.prune(remove, few, now(100))).toMatchObject({ snapshots: 4 });
    expect(await store.prune(remove, few, now(100))).toMatchObject({ snapshots: 4 });
    expect(await count('snapshots', speaker.machineId)).toBe(2);
  });

  it('says to whoever resumes from a change that is gone', async () => {
    const machineId = await enrolMachine(store);
    const last = await store.queries.lastSeq();
    await store.prune(remove, {}, new Date(Date.now() + 8 * DAY * 1000));
    expect(await store.queries.changesAfter(last, 10)).toEqual([]);
    expect(await store.queries.changesAfter(last - 1, 10)).toBeNull();
    expect(await store.queries.changesAfter(last + 1, 10)).toBeNull();
    const { changes } = await store.ingest.writeBatch([new Speaker(machineId).event(1)]);
    expect(await store.queries.changesAfter(last, 10)).toEqual(changes);
  });

  it('purges a deleted machine with its files', async () => {
    const speaker = new Speaker(await enrolMachine(store));
    const { machineId } = speaker;
    const run = newRun();
    await store.ingest.writeBatch([speaker.apt(1), speaker.finished(2, run)]);
    await store.queries.deleteMachine(machineId, time(3), { actorType: 'user', actorId: 'u' });
    await store.prune(remove, {}, now(29));
    expect(await count('snapshots', machineId)).toBe(1);
    expect(await store.prune(remove, {}, now(31))).toMatchObject({ machines: 1 });
    for (const table of ['snapshots', 'executions', 'machineEvents', 'jobs'] as const)
      expect(await count(table, machineId)).toBe(0);
    expect(removed.splice(0).sort()).toEqual([
      `${machineId}/${run.executionId}.log`,
      `${machineId}/${run.executionId}.md`,
    ]);
  });
});

const newRun = () => ({ executionId: randomUUID(), jobId: randomUUID() });
