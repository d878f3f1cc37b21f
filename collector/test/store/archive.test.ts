import { randomUUID } from 'node:crypto';
import type { RunResult } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import type { CleanupFacts } from '../../src/domain/cleanup.ts';
import { enrolMachine } from './support/machines.ts';
import { Speaker, T0, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

const now = (days: number): Date => new Date(T0 + days * 86_400_000);
const BY = { actorType: 'api_client', actorId: 'c1' } as const;

describe.for(DIALECTS)('logs and their retention on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);

  /** A machine with one run that ended so; gives what there is of it. */
  const ran = async (change: Partial<RunResult> = {}) => {
    const speaker = new Speaker(await enrolMachine(store));
    const run = { executionId: randomUUID(), jobId: randomUUID() };
    await store.ingest.writeBatch([speaker.finished(0, run, change)]);
    const { machineId } = speaker;
    const [artifact] = (await store.archive.artifacts({ machineId }, { limit: 10 })).items;
    const [report] = (await store.archive.reports({ machineId }, { limit: 10 })).items;
    return { speaker, machineId, run, artifact: artifact!, report: report! };
  };
  const removed: string[] = [];
  const remove = async (path: string) => {
    removed.push(path);
    return 1500;
  };
  const cleanups = async (): Promise<CleanupFacts[]> => {
    const { items } = await store.archive.reports({ kind: 'cleanup' }, { limit: 100 });
    return items.map(({ path }) => store.reports.get(path) as CleanupFacts);
  };
  const failed: Partial<RunResult> = { status: 'error', errorKind: 'apt_failed', errorMessage: 'E: no' };

  it.for<[string, Partial<RunResult>, string, number]>([
    ['a refresh that was asked for', {}, 'default', 30],
    ['a refresh by schedule', { mode: 'scheduled' }, 'short', 3],
    ['a refresh by schedule with a warning', { mode: 'scheduled', status: 'warning' }, 'default', 30],
    ['a refresh by schedule that failed', { mode: 'scheduled', ...failed }, 'failed', 180],
    ['an upgrade', { action: 'apt_upgrade' }, 'default', 30],
    ['an upgrade that failed', { action: 'apt_upgrade', ...failed }, 'failed', 180],
  ])('the log of %s is kept for its time and not for longer', async ([, change, policy, days]) => {
    const { artifact, run, machineId } = await ran(change);
    expect(artifact).toMatchObject({
      retentionPolicy: policy,
      pinned: 0,
      expiresAt: now(days).toISOString(),
    });
    const gone = () => removed.includes(`${machineId}/${run.executionId}.log`);
    await store.prune(remove, {}, new Date(now(days).getTime()));
    expect(gone()).toBe(false);
    await store.prune(remove, {}, new Date(now(days).getTime() + 1));
    expect(gone()).toBe(true);
    expect(await store.archive.artifact(artifact.id)).toMatchObject({
      deletedAt: new Date(now(days).getTime() + 1).toISOString(),
      deleteReason: `retention: ${policy}, ${days} days`,
    });
    expect(await store.archive.artifactAt(artifact.path)).toMatchObject({ id: artifact.id });
  });

  it('the report on a refresh by schedule goes with its log, one on anything else stays', async () => {
    const routine = await ran({ mode: 'scheduled' });
    const kept = await ran({ mode: 'scheduled' });
    const asked = await ran();
    await store.archive.pinReport(kept.report.id, true, BY, time(1));
    await store.prune(remove, {}, now(31));
    expect(await store.archive.report(routine.report.id)).toBeNull();
    expect(await store.archive.report(kept.report.id)).not.toBeNull();
    expect(await store.archive.report(asked.report.id)).not.toBeNull();
    await store.prune(remove, {}, now(366));
    expect(await store.archive.report(asked.report.id)).toBeNull();
    expect(await store.archive.report(kept.report.id)).toMatchObject({ pinned: 1 });
  });

  it('a pinned log is kept for ever, and one that is pinned no longer as long as before', async () => {
    const { artifact, machineId } = await ran(failed);
    const pinned = await store.archive.pinArtifact(artifact.id, true, BY, time(5));
    expect(pinned).toMatchObject({ changes: [{ type: 'event', machineId }] });
    expect(await store.archive.artifact(artifact.id)).toMatchObject({
      pinned: 1,
      retentionPolicy: 'pinned',
      expiresAt: null,
    });
    await store.prune(remove, {}, now(300));
    expect(await store.archive.artifact(artifact.id)).toMatchObject({ deletedAt: null, expiresAt: null });

    expect(await store.archive.pinArtifact(artifact.id, true, BY, time(6))).toEqual({ changes: [] });
    await store.archive.pinArtifact(artifact.id, false, BY, time(7));
    const { items } = await store.queries.events({ machineId, order: 'oldest' }, { limit: 10 });
    expect(items.slice(-2)).toMatchObject([
      { eventType: 'artifact_pinned', ...BY },
      { eventType: 'artifact_unpinned', ...BY },
    ]);
    expect(await store.archive.artifact(artifact.id)).toEqual(artifact);
    await store.prune(remove, {}, now(5000));
    expect(await store.archive.pinArtifact(artifact.id, true, BY, time(8))).toBe('deleted');
    expect(await store.archive.pinArtifact('none', true, BY, time(8))).toBe('not_found');
  });

  it('other settings move the end of what is kept already', async () => {
    const { artifact } = await ran();
    await store.prune(remove, { logDays: 60 }, now(31));
    expect(await store.archive.artifact(artifact.id)).toMatchObject({
      deletedAt: null,
      expiresAt: now(60).toISOString(),
    });
    await store.prune(remove, { logDays: 10 }, now(11));
    expect(await store.archive.artifact(artifact.id)).toMatchObject({
      expiresAt: now(10).toISOString(),
      deleteReason: 'retention: default, 10 days',
    });
  });

  it('a log that cannot be deleted stays for the next run, and is named', async () => {
    const [stuck, other] = [await ran(), await ran()];
    const refuse = async (path: string) => {
      if (path === stuck.artifact.path) throw new Error('EACCES: permission denied');
      return 5;
    };
    await store.prune(refuse, {}, now(31));
    expect(await store.archive.artifact(stuck.artifact.id)).toMatchObject({ deletedAt: null });
    expect(await store.archive.artifact(other.artifact.id)).toMatchObject({
      deletedAt: now(31).toISOString(),
    });
    expect((await cleanups()).flatMap(({ failures }) => failures)).toEqual([
      `${stuck.artifact.path}: EACCES: permission denied`,
    ]);
    await store.prune(remove, {}, now(31));
    expect(await store.archive.artifact(stuck.artifact.id)).toMatchObject({
      deletedAt: now(31).toISOString(),
    });
  });

  it('a cleanup reports what it deleted, and nothing when that is nothing', async () => {
    await store.prune(remove, {}, now(50));
    const before = (await cleanups()).length;
    await store.prune(remove, {}, now(50));
    expect(await cleanups()).toHaveLength(before);

    const { machineId, artifact } = await ran();
    const doomed = await ran();
    await store.queries.deleteMachine(doomed.machineId, time(10), BY);
    const counts = await store.prune(remove, {}, now(50));
    expect(counts).toMatchObject({ machines: 1, logs: 2, reports: 1 });
    const all = await cleanups();
    expect(all).toHaveLength(before + 1);
    expect(all.find(({ bytes }) => bytes === 4500)).toMatchObject({
      at: now(50).toISOString(),
      counts: { machines: 1, logs: 2, reports: 1 },
      failures: [],
      machines: expect.arrayContaining([
        { id: machineId, name: 'web-1', purged: false, logs: 1, reports: 0, bytes: 1500 },
        { id: doomed.machineId, name: 'web-1', purged: true, logs: 1, reports: 1, bytes: 3000 },
      ]),
    });
    expect(await store.archive.artifact(artifact.id)).toMatchObject({ deleteReason: expect.any(String) });
    expect(await store.archive.artifact(doomed.artifact.id)).toBeNull();
    const [row] = (await store.archive.reports({ kind: 'cleanup' }, { limit: 1 })).items;
    expect(row).toMatchObject({
      machineId: null,
      kind: 'cleanup',
      pinned: 0,
      title: expect.stringMatching(/^Cleanup — /),
    });
  });

  it('what is left of a log that was deleted long ago is forgotten', async () => {
    const { artifact } = await ran();
    await store.prune(remove, {}, now(31));
    await store.prune(remove, {}, now(31 + 364));
    expect(await store.archive.artifact(artifact.id)).not.toBeNull();
    await store.prune(remove, {}, now(31 + 366));
    expect(await store.archive.artifact(artifact.id)).toBeNull();
  });

  it('lists are paged, newest first, and of one machine', async () => {
    const speaker = new Speaker(await enrolMachine(store));
    const runs = Array.from({ length: 5 }, () => ({ executionId: randomUUID(), jobId: randomUUID() }));
    await store.ingest.writeBatch(runs.map((run, i) => speaker.finished(i, run)));
    const { machineId } = speaker;
    const expected = runs.map(({ executionId }) => executionId).reverse();
    for (const read of [store.archive.artifacts, store.archive.reports] as const) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await read({ machineId }, { limit: 2, after });
        seen.push(...page.items.map(({ path }) => path.split('/')[1]!.split('.')[0]!));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(seen).toEqual(expected);
    }
  });

  it('a run that its machine has lost has a report and keeps what came of its log', async () => {
    const speaker = new Speaker(await enrolMachine(store));
    const run = { executionId: randomUUID(), jobId: randomUUID() };
    await store.ingest.writeBatch([speaker.started(0, run)]);
    await store.jobs.closeLost(run.executionId, time(1), 'agent_lost_job');
    const lost = (await store.queries.execution(run.executionId))!;
    expect(lost).toMatchObject({
      status: 'error',
      reportPath: expect.any(String),
      rawLogPath: expect.any(String),
    });
    expect(store.reports.get(lost.reportPath!)).toMatchObject({
      result: { errorKind: 'agent_lost_job', log: null },
    });
    expect(await store.archive.artifactAt(lost.rawLogPath!)).toMatchObject({
      retentionPolicy: 'failed',
      bytes: null,
    });

    await store.ingest.writeBatch([speaker.finished(2, run)]);
    const { reportId } = (await store.queries.execution(run.executionId))!;
    expect(reportId).toBe(lost.reportId);
    const { machineId } = speaker;
    expect((await store.archive.reports({ machineId }, { limit: 10 })).items).toHaveLength(1);
    expect((await store.archive.artifacts({ machineId }, { limit: 10 })).items).toMatchObject([
      { retentionPolicy: 'default', bytes: 1234, expiresAt: expect.any(String) },
    ]);
  });
});
