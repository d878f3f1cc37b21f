import { randomUUID } from 'node:crypto';
import type { RunResult } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import { effectiveStatus } from '../../src/derive/index.ts';
import { enrolMachine } from './support/machines.ts';
import { Speaker, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

const BY = { actorType: 'api_client', actorId: 'c1' } as const;
const FAILED = { status: 'error', errorKind: 'apt_failed', errorMessage: 'E: no' } as const;

describe.for(DIALECTS)('a failed execution on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const speak = async () => new Speaker(await enrolMachine(store));
  const run = async (speaker: Speaker, at: number, change: Partial<RunResult> = {}) => {
    const ids = { executionId: randomUUID(), jobId: randomUUID() };
    await store.ingest.writeBatch([speaker.finished(at, ids, change)]);
    return ids;
  };
  const statusOf = async ({ machineId }: Speaker) => {
    const view = (await store.queries.machine(machineId))!;
    expect(view.machine.status).toBe(view.state?.status);
    expect(await store.rebuildState()).toEqual([]);
    return {
      stored: view.state?.status,
      effective: effectiveStatus(view, new Date(time(60))).status,
      lastErrorKind: view.state?.lastErrorKind,
    };
  };

  it('stays an error over later analyses, until a later one succeeds', async () => {
    const speaker = await speak();
    await run(speaker, 1, FAILED);
    expect(await statusOf(speaker)).toMatchObject({ stored: 'error', effective: 'error' });
    const analysis = speaker.apt(2);
    await store.ingest.writeBatch([analysis]);
    expect(await statusOf(speaker)).toMatchObject({ stored: 'updates_available', effective: 'error' });
    await run(speaker, 3);
    expect(await statusOf(speaker)).toMatchObject({ stored: 'unknown', effective: 'unknown' });
    await store.ingest.writeBatch([speaker.confirm(analysis, 4)]);
    expect(await statusOf(speaker)).toMatchObject({ effective: 'updates_available', lastErrorKind: null });
  });

  const upgrade = (change: Partial<RunResult> = {}) =>
    ({ ...FAILED, action: 'apt_upgrade', ...change }) as const;

  it('of an upgrade outlasts a refresh that goes well, until an upgrade does', async () => {
    const speaker = await speak();
    await run(speaker, 1, upgrade());
    await run(speaker, 2);
    expect(await statusOf(speaker)).toEqual({
      stored: 'error',
      effective: 'error',
      lastErrorKind: 'apt_failed',
    });
    const analysis = speaker.apt(3);
    await store.ingest.writeBatch([analysis]);
    await run(speaker, 4);
    await store.ingest.writeBatch([speaker.confirm(analysis, 5)]);
    expect(await statusOf(speaker)).toEqual({
      stored: 'updates_available',
      effective: 'error',
      lastErrorKind: 'apt_failed',
    });
    await run(speaker, 6, { action: 'apt_full_upgrade' });
    expect(await statusOf(speaker)).toEqual({ stored: 'unknown', effective: 'unknown', lastErrorKind: null });
  });

  it('of a refresh is made up for by a refresh, behind which the upgrade that failed before shows again', async () => {
    const speaker = await speak();
    await run(speaker, 1, upgrade({ errorKind: 'dpkg_interrupted' }));
    await run(speaker, 2, { ...FAILED, errorKind: 'lock_timeout' });
    expect(await statusOf(speaker)).toMatchObject({ effective: 'error', lastErrorKind: 'lock_timeout' });
    await run(speaker, 3);
    expect(await statusOf(speaker)).toMatchObject({ effective: 'error', lastErrorKind: 'dpkg_interrupted' });
    await run(speaker, 4, { action: 'apt_repair' });
    expect(await statusOf(speaker)).toMatchObject({ effective: 'unknown', lastErrorKind: null });
  });

  it('of which one takes note leaves another action as it is', async () => {
    const speaker = await speak();
    const first = await run(speaker, 1, upgrade());
    const refresh = await run(speaker, 2, FAILED);
    const noted = async ({ executionId }: typeof first) =>
      (await store.queries.execution(executionId))?.acknowledgedAt !== null;
    await store.failures.acknowledgeFailure(refresh.executionId, BY, time(3));
    expect(await Promise.all([first, refresh].map(noted))).toEqual([false, true]);
    expect(await statusOf(speaker)).toMatchObject({ stored: 'error', effective: 'error' });
    const full = await run(speaker, 4, upgrade({ action: 'apt_full_upgrade' }));
    await store.failures.acknowledgeFailure(full.executionId, BY, time(5));
    expect(await Promise.all([first, refresh, full].map(noted))).toEqual([true, true, true]);
    expect(await statusOf(speaker)).toMatchObject({ stored: 'unknown', effective: 'unknown' });
  });

  it('no longer is one once a person has taken note, with that on the timeline', async () => {
    const speaker = await speak();
    const { executionId } = await run(speaker, 1, FAILED);
    await store.ingest.writeBatch([speaker.apt(2)]);
    const answer = await store.failures.acknowledgeFailure(executionId, BY, time(3));
    expect(answer).toMatchObject({
      changes: [{ type: 'execution' }, { type: 'event' }, { type: 'machine' }],
    });
    expect(await statusOf(speaker)).toEqual({
      stored: 'updates_available',
      effective: 'updates_available',
      lastErrorKind: 'apt_failed',
    });
    expect(await store.queries.execution(executionId)).toMatchObject({
      status: 'error',
      acknowledgedAt: time(3),
      acknowledgedBy: 'c1',
    });
    const { items } = await store.queries.events({ machineId: speaker.machineId }, { limit: 1 });
    expect(items).toMatchObject([
      { eventType: 'execution_acknowledged', ...BY, executionId, message: 'E: no' },
    ]);
    const again = await store.failures.acknowledgeFailure(executionId, { ...BY, actorId: 'c2' }, time(4));
    expect(again).toEqual({ changes: [] });
    expect(await store.queries.execution(executionId)).toMatchObject({ acknowledgedBy: 'c1' });
  });

  it('that is noted before the analysis that follows it waits for that', async () => {
    const speaker = await speak();
    await store.ingest.writeBatch([speaker.apt(1)]);
    const { executionId } = await run(speaker, 2, FAILED);
    await store.failures.acknowledgeFailure(executionId, BY, time(3));
    expect(await statusOf(speaker)).toMatchObject({ stored: 'unknown', effective: 'unknown' });
  });

  it('takes those right before it along, and none behind a success or after it', async () => {
    const speaker = await speak();
    const old = await run(speaker, 1, FAILED);
    await run(speaker, 2);
    const before = await run(speaker, 3, FAILED);
    const noted = await run(speaker, 4, FAILED);
    const after = await run(speaker, 5, FAILED);
    await store.failures.acknowledgeFailure(noted.executionId, BY, time(6));
    const isNoted = async ({ executionId }: typeof old) =>
      (await store.queries.execution(executionId))?.acknowledgedAt !== null;
    expect(await Promise.all([old, before, noted, after].map(isNoted))).toEqual([false, true, true, false]);
    expect(await statusOf(speaker)).toMatchObject({ effective: 'error' });
  });

  it('does not hide what the machine is running', async () => {
    const speaker = await speak();
    const { executionId } = await run(speaker, 1, FAILED);
    await store.ingest.writeBatch([speaker.started(2, { executionId: randomUUID(), jobId: randomUUID() })]);
    await store.failures.acknowledgeFailure(executionId, BY, time(3));
    expect(await statusOf(speaker)).toMatchObject({ stored: 'running', effective: 'running' });
  });

  it('that turns out to have ended otherwise has to be noted again', async () => {
    const speaker = await speak();
    const ids = { executionId: randomUUID(), jobId: randomUUID() };
    await store.ingest.writeBatch([speaker.started(1, ids)]);
    await store.jobs.closeLost(ids.executionId, time(2), 'agent_lost_job');
    await store.failures.acknowledgeFailure(ids.executionId, BY, time(3));
    await store.ingest.writeBatch([speaker.finished(4, ids, FAILED)]);
    expect(await store.queries.execution(ids.executionId)).toMatchObject({ acknowledgedAt: null });
    expect(await statusOf(speaker)).toMatchObject({ stored: 'error', effective: 'error' });
  });

  it('is what can be noted, and nothing else', async () => {
    const speaker = await speak();
    const { executionId } = await run(speaker, 1, { status: 'warning' });
    expect(await store.failures.acknowledgeFailure(executionId, BY, time(2))).toBe('not_failed');
    expect(await store.failures.acknowledgeFailure('none', BY, time(2))).toBe('not_found');
  });
});
