import { randomUUID } from 'node:crypto';
import { Action, type ActorType, type RunResult, valuesOf } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import { enrolMachine } from './support/machines.ts';
import { Speaker, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

/** How each run of the table ends, by turns. */
const ENDS: Partial<RunResult>[] = [
  { status: 'ok' },
  {
    status: 'error',
    errorKind: 'plan_changed',
    errorMessage: 'The plan is another one now.',
    exitCode: null,
  },
  { status: 'warning', errorKind: 'services_failed', errorMessage: 'ssh.service failed.' },
];
const SEVERITIES = { ok: 'info', warning: 'warning', error: 'error' } as const;
const ACTORS: ActorType[] = ['user', 'api_client', 'hermes'];

describe.for(DIALECTS)('what actions leave on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const { jobs, ingest, queries } = store;

  it.for(valuesOf(Action).map((action, index) => [action, index] as const))('%s', async ([action, index]) => {
    const speaker = new Speaker(await enrolMachine(store));
    const { machineId } = speaker;
    const [end, actorType] = [ENDS[index % 3]!, ACTORS[index % 3]!];
    const run = { jobId: randomUUID(), executionId: randomUUID() };
    await ingest.writeBatch([speaker.apt(1, { apt: { count: 7 } })]);
    await jobs.create({
      items: [
        {
          order: {
            ...run,
            machineId,
            action,
            parameters: {},
            planHash: null,
            issuedAt: time(2),
            expiresAt: time(900),
          },
          signature: 'c2ln',
        },
      ],
      actorType,
      actorId: 'who',
      requestId: 'request-1',
      reason: null,
      fingerprint: null,
      mostOpen: 9,
    });
    await jobs.setStatus(run.jobId, 'sent', time(3));
    await ingest.writeBatch([speaker.started(4, run, 'manual', action)]);
    const state = async () => (await queries.machine(machineId))?.state;
    expect(await state()).toMatchObject({ status: 'running', runningJobId: run.jobId, aptUpdatesCount: 7 });

    await ingest.writeBatch([speaker.apt(5, { apt: { count: 3 } })]);
    expect(await state()).toMatchObject({ status: 'running', runningJobId: run.jobId, aptUpdatesCount: 3 });
    expect(await store.rebuildState()).toEqual([]);

    await ingest.writeBatch([speaker.finished(6, run, { action, ...end })]);
    const failed = end.status === 'error';
    expect(await state()).toMatchObject({
      status: failed ? 'error' : 'unknown',
      runningJobId: null,
      lastErrorKind: failed ? end.errorKind : null,
    });
    const [event] = (await queries.events({ machineId }, { limit: 1 })).items;
    expect(event).toMatchObject({
      eventType: `action_${action}`,
      severity: SEVERITIES[end.status as keyof typeof SEVERITIES],
      actorType,
      actorId: 'who',
      jobId: run.jobId,
      executionId: run.executionId,
    });
    const [execution] = (await queries.executions({ requestId: 'request-1', machineId }, { limit: 2 })).items;
    expect(execution).toMatchObject({ id: run.executionId, action, status: end.status });
    expect(await jobs.find(run.jobId)).toMatchObject({ status: 'done' });

    await ingest.writeBatch([speaker.apt(7, { apt: { count: 0 }, status: 'ok' })]);
    expect(await state()).toMatchObject({ status: 'ok', aptUpdatesCount: 0 });
    expect(await store.rebuildState()).toEqual([]);
  });
});
