import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Incoming } from '../../src/domain/ingest.ts';
import { enrolMachine } from './support/machines.ts';
import { Speaker, time } from './support/messages.ts';
import { DIALECTS, newStore, type TestStore } from './support/stores.ts';

const GIB_64 = 64 * 2 ** 30;

describe.for(DIALECTS)('writeBatch on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const machine = async () => new Speaker(await enrolMachine(store));
  const write = (...batch: Incoming[]) => store.ingest.writeBatch(batch);
  const view = async ({ machineId }: Speaker) => (await store.queries.machine(machineId))!;

  it('stores a snapshot with its state, its machine and its event', async () => {
    const speaker = await machine();
    const snapshot = speaker.apt(10, { apt: { count: 3, rebootRequired: true } });
    const { outcomes, changes } = await write(snapshot);
    expect(outcomes).toEqual([{ stored: true }]);
    const { machine: row, state, apt } = await view(speaker);
    expect(row).toMatchObject({ status: 'updates_available', lastCheckedAt: time(10), lastSeenAt: time(10) });
    expect(state).toMatchObject({
      status: 'updates_available',
      aptStatus: 'updates_available',
      aptUpdatesCount: 3,
      aptRebootRequired: 1,
      aptLastAnalyzeAt: time(10),
    });
    expect(apt?.facts).toMatchObject({ count: 3, rebootRequired: true });
    const events = await eventsOf(store, speaker);
    expect(events.at(-1)).toMatchObject({ eventType: 'apt_refresh', severity: 'info', actorType: 'system' });
    expect(changes.map(({ type }) => type)).toEqual(['event', 'machine']);
    expect(changes[0]!.seq).toBe(events.at(-1)!.seq);
  });

  it('keeps the payload as it was sent, with every character', async () => {
    const speaker = await machine();
    const held = ['日本語', '🐧', 'ﬁ', '‮'];
    const snapshot = speaker.apt(10, { apt: { held } });
    await write(snapshot);
    const latest = await store.queries.latestSnapshot(speaker.machineId, 'apt_update_analyze');
    expect(JSON.parse(latest!.payloadJson)).toEqual((snapshot.message as { payload?: unknown }).payload);
  });

  it('keeps a text with a NUL, which PostgreSQL cannot hold, without it', async () => {
    const speaker = await machine();
    await write(speaker.event(1, { message: 'file a\0b', details: { name: 'a\0b' } }));
    const [, event] = await eventsOf(store, speaker);
    expect(event?.message).toBe('file a\ufffdb');
    expect(JSON.parse(event!.payloadJson!).details).toEqual({ name: 'a\0b' });
  });

  it('gives numbers beyond 32 bits back as numbers', async () => {
    const speaker = await machine();
    await write(speaker.metrics(1), speaker.system(2));
    const metrics = await store.queries.metrics(speaker.machineId);
    expect(metrics).toMatchObject({ memoryTotalBytes: GIB_64, memoryUsedPercent: 50.5, cpuLoad5: 0 });
    const hardware = await store.database.db
      .selectFrom('machineHardware')
      .selectAll()
      .where('machineId', '=', speaker.machineId)
      .executeTakeFirstOrThrow();
    expect(hardware.memoryBytes).toBe(GIB_64);
  });

  it('fills in what the machine is from its system snapshot', async () => {
    const speaker = await machine();
    await write(speaker.system(1, { aptProxy: { mode: 'proxy', url: 'http://proxy.example:3142' } }));
    const { machine: row } = await view(speaker);
    expect(row).toMatchObject({
      osVersion: '12.5',
      osCodename: 'bookworm',
      machineKind: 'vm',
      aptProxyMode: 'proxy',
      aptProxyUrl: 'http://proxy.example:3142',
      lastSeenAt: time(1),
    });
  });

  describe('what is unchanged', () => {
    it('is confirmed without a row and without an event', async () => {
      const speaker = await machine();
      const snapshot = speaker.apt(1);
      await write(snapshot);
      const events = (await eventsOf(store, speaker)).length;
      const { outcomes, changes } = await write(speaker.confirm(snapshot, 60));
      expect(outcomes).toEqual([{ stored: true }]);
      expect(changes).toEqual([]);
      const { items } = await store.queries.snapshots(speaker.machineId, undefined, { limit: 10 });
      expect(items).toMatchObject([
        { checkedAt: time(1), lastConfirmedAt: time(60), confirmedReceivedAt: time(60) },
      ]);
      const { state, machine: row } = await view(speaker);
      expect(state?.aptLastAnalyzeAt).toBe(time(60));
      expect(row).toMatchObject({ lastCheckedAt: time(60), lastSeenAt: time(60) });
      expect(await eventsOf(store, speaker)).toHaveLength(events);
    });

    it('is confirmed by a whole snapshot that is equal', async () => {
      const speaker = await machine();
      await write(speaker.apt(1));
      await write(speaker.apt(60));
      const { items } = await store.queries.snapshots(speaker.machineId, undefined, { limit: 10 });
      expect(items).toMatchObject([{ checkedAt: time(1), lastConfirmedAt: time(60) }]);
    });

    it('is asked for when the store has something else, or nothing', async () => {
      const speaker = await machine();
      const first = speaker.apt(1);
      expect((await write(speaker.confirm(first, 2))).outcomes).toEqual([
        { stored: true, want: 'apt_update_analyze' },
      ]);
      await write(first, speaker.apt(3, { apt: { count: 2 } }));
      expect((await write(speaker.confirm(first, 4))).outcomes).toEqual([
        { stored: true, want: 'apt_update_analyze' },
      ]);
      expect((await view(speaker)).state?.aptLastAnalyzeAt).toBe(time(3));
    });
  });

  describe('what comes again', () => {
    it('changes nothing, alone or in a batch', async () => {
      const speaker = await machine();
      const run = newRun();
      const snapshot = speaker.apt(1);
      const batch = [
        snapshot,
        speaker.confirm(snapshot, 2),
        speaker.system(3),
        speaker.metrics(4),
        speaker.started(5, run),
        speaker.finished(8, run),
        speaker.event(9),
        speaker.apt(10, { apt: { count: 2 } }),
      ];
      await write(...batch, ...batch);
      const before = await everything(store);
      const later = batch.map((incoming) => ({ ...incoming, receivedAt: time(100) }));
      for (const incoming of later)
        expect((await write(incoming)).outcomes[0]).toMatchObject({ stored: true });
      await write(...later);
      expect(await everything(store)).toEqual(before);
    });

    it('does not count a confirmation twice', async () => {
      const speaker = await machine();
      const snapshot = speaker.apt(1);
      const confirmation = speaker.confirm(snapshot, 60);
      await write(snapshot, confirmation);
      const before = await everything(store);
      await write({ ...confirmation, receivedAt: time(1_000) });
      expect(await everything(store)).toEqual(before);
    });

    it('does not bring back a snapshot that confirmed the one before', async () => {
      const speaker = await machine();
      const repeat = [speaker.apt(1), speaker.apt(2)];
      await write(...repeat, speaker.apt(3, { apt: { count: 7 } }));
      await write(repeat[1]!);
      expect((await view(speaker)).state?.aptUpdatesCount).toBe(7);
    });

    it('does not put older metrics in the place of newer ones', async () => {
      const speaker = await machine();
      const old = speaker.metrics(1, { cpuLoad1: 1 });
      await write(old, speaker.metrics(2, { cpuLoad1: 2 }));
      await write(old);
      expect((await view(speaker)).state?.cpuLoad1).toBe(2);
    });

    it('follows a clock that is set back', async () => {
      const speaker = await machine();
      await write(speaker.metrics(1_000, { cpuLoad1: 1 }), speaker.metrics(5, { cpuLoad1: 2 }));
      const snapshot = speaker.apt(1_000);
      await write(snapshot, speaker.confirm(snapshot, 5));
      expect((await view(speaker)).state).toMatchObject({ cpuLoad1: 2, aptLastAnalyzeAt: time(5) });
    });
  });

  describe('an execution', () => {
    it('is running from its start, and a snapshot changes only what apt says meanwhile', async () => {
      const speaker = await machine();
      const run = newRun();
      await write(speaker.apt(1), speaker.started(2, run));
      await write(speaker.apt(3, { status: 'ok', apt: { count: 0 } }));
      const { machine: row, state, running } = await view(speaker);
      expect(state).toMatchObject({
        status: 'running',
        runningJobId: run.jobId,
        aptStatus: 'ok',
        aptUpdatesCount: 0,
      });
      expect(row.status).toBe('running');
      expect(running?.id).toBe(run.executionId);
    });

    it('ends with its row, its report, its log and its event, and waits for an analysis', async () => {
      const speaker = await machine();
      const run = newRun();
      const snapshot = speaker.apt(1);
      await write(snapshot, speaker.started(2, run), speaker.finished(5, run));
      const { machine: row, state, lastExecution } = await view(speaker);
      expect(state).toMatchObject({ status: 'unknown', runningJobId: null, lastErrorKind: null });
      expect(row.status).toBe('unknown');
      const path = `${speaker.machineId}/${run.executionId}`;
      expect(lastExecution).toMatchObject({
        status: 'ok',
        exitCode: 0,
        reportPath: `${path}.md`,
        rawLogPath: `${path}.log`,
      });
      expect(store.reports.get(`${path}.md`)).toMatchObject({ machineName: 'web-1' });
      const report = await row0(store, 'reports', speaker);
      expect(report).toMatchObject({
        id: lastExecution?.reportId,
        kind: 'machine',
        title: 'web-1 — apt_refresh',
      });
      expect(await row0(store, 'rawArtifacts', speaker)).toMatchObject({
        bytes: 1234,
        retentionPolicy: 'default',
        redacted: 1,
      });
      expect((await eventsOf(store, speaker)).at(-1)).toMatchObject({
        eventType: 'action_apt_refresh',
        severity: 'info',
      });
      await write(speaker.confirm(snapshot, 6));
      expect((await view(speaker)).machine.status).toBe('updates_available');
    });

    it('that failed leaves its error until a later one ends well', async () => {
      const speaker = await machine();
      const failure = {
        status: 'error',
        exitCode: 100,
        errorKind: 'apt_failed',
        errorMessage: null,
      } as const;
      await write(speaker.finished(5, newRun(), { ...failure, importantLines: ['W: a', 'E: b'] }));
      expect((await view(speaker)).state).toMatchObject({
        status: 'error',
        lastErrorKind: 'apt_failed',
        lastErrorMessage: 'E: b',
      });
      expect(await row0(store, 'rawArtifacts', speaker)).toMatchObject({ retentionPolicy: 'failed' });
      expect((await eventsOf(store, speaker)).at(-1)).toMatchObject({ severity: 'error', message: 'E: b' });
      await write(speaker.apt(6));
      expect((await view(speaker)).state).toMatchObject({
        status: 'updates_available',
        lastErrorKind: 'apt_failed',
      });
      await write(speaker.finished(9, newRun()));
      expect((await view(speaker)).state).toMatchObject({ lastErrorKind: null, lastErrorMessage: null });
    });

    it('of a schedule has the schedule as its actor', async () => {
      const speaker = await machine();
      const run = newRun();
      await write(speaker.started(1, run, 'scheduled'), speaker.finished(4, run, { mode: 'scheduled' }));
      expect((await eventsOf(store, speaker)).at(-1)).toMatchObject({ actorType: 'schedule' });
    });

    it('of another machine is refused', async () => {
      const [speaker, thief] = [await machine(), await machine()];
      const run = newRun();
      await write(speaker.started(1, run));
      const { outcomes } = await write(thief.finished(2, run, { status: 'error' }));
      expect(outcomes).toEqual([
        { stored: false, code: 'message_invalid', message: 'The execution is of another machine.' },
      ]);
      expect((await view(speaker)).state?.status).toBe('running');
    });
  });

  describe('a message that cannot be stored', () => {
    it('fails alone', async () => {
      const speaker = await machine();
      const good = [speaker.apt(1), speaker.event(3)];
      const stranger = new Speaker('nobody').apt(1);
      const liar = speaker.incoming(new Speaker('somebody-else').apt(1).message, 1);
      const { outcomes } = await write(good[0]!, stranger, liar, good[1]!);
      expect(outcomes.map(({ stored }) => stored)).toEqual([true, false, false, true]);
      expect(outcomes[1]).toMatchObject({ code: 'message_invalid', message: 'The machine is not known.' });
    });

    it('fails alone when it is the database that refuses it', async () => {
      const speaker = await machine();
      const poison = speaker.event(2, {
        message: null as unknown as string,
        eventType: null as unknown as string,
      });
      const before = await store.queries.lastSeq();
      const { outcomes, changes } = await write(speaker.apt(1), poison, speaker.event(3));
      expect(outcomes).toMatchObject([
        { stored: true },
        { stored: false, code: 'message_invalid' },
        { stored: true },
      ]);
      const types = (await eventsOf(store, speaker)).map(({ eventType }) => eventType);
      expect(types).toEqual(['machine_enrolled', 'apt_refresh', 'outbox_set_aside']);
      expect(changes.map(({ seq }) => seq)).toEqual([1, 2, 3].map((place) => before + place));
      expect(changes.map(({ refId }) => refId)).not.toContain(poison.message.id);
      expect(await store.rebuildState()).toEqual([]);
    });

    it('of a deleted machine is refused as such', async () => {
      const speaker = await machine();
      await store.queries.deleteMachine(speaker.machineId, time(1), { actorType: 'user', actorId: 'u' });
      expect((await write(speaker.apt(2))).outcomes).toMatchObject([
        { stored: false, code: 'machine_deleted' },
      ]);
    });
  });

  it('remembers the highest sequence of each agent', async () => {
    const speaker = await machine();
    const messages = [speaker.event(1), speaker.event(2), speaker.event(3)];
    await write(messages[2]!, messages[0]!);
    expect((await store.agents.findAgent(speaker.machineId))?.lastSeq).toBe(3);
  });

  it('gives every change a number, without a gap and in the order of commits', async () => {
    const [one, two] = [await machine(), await machine()];
    const before = await store.queries.lastSeq();
    const written = await Promise.all([
      write(one.apt(1), two.apt(1)),
      write(one.event(2)),
      write(two.apt(3, { apt: { count: 9 } }), one.system(3)),
    ]);
    const changes = written.flatMap((each) => each.changes);
    expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, i) => before + 1 + i));
    expect(await store.queries.changesAfter(before, 100)).toEqual(changes);
  });
});

const newRun = () => ({ executionId: randomUUID(), jobId: randomUUID() });

const row0 = (store: TestStore, table: 'reports' | 'rawArtifacts', { machineId }: Speaker) =>
  store.database.db.selectFrom(table).selectAll().where('machineId', '=', machineId).executeTakeFirst();

/** Every row of the tables that ingest writes. */
async function everything({ database: { db } }: TestStore) {
  const tables = [
    'machines',
    'machineState',
    'machineHardware',
    'machineMetricsLatest',
    'snapshots',
    'executions',
    'machineEvents',
    'reports',
    'rawArtifacts',
    'agents',
    'jobs',
    'changes',
  ] as const;
  return Object.fromEntries(
    await Promise.all(tables.map(async (table) => [table, await db.selectFrom(table).selectAll().execute()])),
  );
}

async function eventsOf(store: TestStore, { machineId }: Speaker) {
  const { items } = await store.queries.events({ machineId, order: 'oldest' }, { limit: 100 });
  return items;
}
