import { randomUUID } from 'node:crypto';
import { runSeed, seeded } from '@suivi/testkit';
import { describe, expect, it } from 'vitest';
import type { Incoming } from '../../src/domain/ingest.ts';
import { enrolMachine } from './support/machines.ts';
import { Speaker } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

const BATCHES = 40;
const ACTIONS = ['apt_refresh', 'apt_upgrade', 'apt_full_upgrade', 'apt_repair'] as const;
const ERROR_KINDS = ['source_failed', 'lock_timeout', 'dpkg_interrupted'] as const;

describe.for(DIALECTS)('rebuildState on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);

  it('finds no difference after any sequence of messages, repeated and late ones among them', async () => {
    const seed = runSeed();
    console.log(`rebuildState on ${dialect}: seed ${seed} (SU_TEST_SEED=${seed} repeats this run)`);
    const number = seeded(seed);
    const random = (below: number) => Math.floor(number() * below);
    const voices: Voice[] = [];
    for (let i = 0; i < 4; i++) voices.push(new Voice(await enrolMachine(store), random));
    const sent: Incoming[] = [];
    for (let i = 0; i < BATCHES; i++) {
      const batch = Array.from({ length: 1 + random(12) }, () => {
        const again = random(8) === 0 ? sent[sent.length - 1 - random(Math.min(32, sent.length))] : undefined;
        return again ?? voices[random(voices.length)]!.say(i * 60);
      });
      sent.push(...batch);
      const { outcomes } = await store.ingest.writeBatch(batch);
      expect(outcomes.filter(({ stored }) => !stored)).toEqual([]);
      const noted = voices[random(voices.length)]!.runs.find(() => random(4) === 0);
      if (noted) {
        const by = { actorType: 'api_client', actorId: 'c1' } as const;
        await store.failures.acknowledgeFailure(noted.executionId, by, new Date().toISOString());
      }
      const lost = voices[random(voices.length)]!.runs.find(() => random(6) === 0);
      if (lost) await store.jobs.closeLost(lost.executionId, new Date().toISOString(), 'agent_lost_job');
      expect(await store.rebuildState(), `batch ${i}`).toEqual([]);
    }
  });

  it('finds what is wrong, and mends it when asked to', async () => {
    const speaker = new Speaker(await enrolMachine(store));
    await store.ingest.writeBatch([speaker.apt(1), speaker.metrics(2)]);
    await store.database.db
      .updateTable('machineState')
      .set({ aptUpdatesCount: 99, status: 'ok' })
      .where('machineId', '=', speaker.machineId)
      .execute();
    const found = await store.rebuildState();
    expect(found.map(({ table, column, stored, rebuilt }) => [table, column, stored, rebuilt])).toEqual([
      ['machine_state', 'status', 'ok', 'updates_available'],
      ['machine_state', 'aptUpdatesCount', 99, 1],
    ]);
    expect(await store.rebuildState({ fix: true })).toEqual(found);
    expect(await store.rebuildState()).toEqual([]);
  });
});

/** An agent that says anything that it might. */
class Voice extends Speaker {
  readonly runs: { executionId: string; jobId: string }[] = [];
  readonly #random: (below: number) => number;
  readonly #snapshots: Incoming[] = [];

  constructor(machineId: string, random: (below: number) => number) {
    super(machineId);
    this.#random = random;
  }

  say(at: number): Incoming {
    const random = this.#random;
    const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
    // The machine's clock jumps now and then; the collector's does not.
    const checkedAt = random(10) === 0 ? at - 31_536_000 : at + random(60);
    const kind = random(9);
    if (kind <= 2) {
      const status = pick(['ok', 'updates_available', 'warning', 'error'] as const);
      const snapshot = this.apt(checkedAt, {
        status,
        apt: { count: random(4), rebootRequired: random(2) === 0 },
      });
      this.#snapshots.push(snapshot);
      return snapshot;
    }
    if (kind === 3 && this.#snapshots.length > 0)
      return this.confirm(random(3) === 0 ? pick(this.#snapshots) : this.#snapshots.at(-1)!, checkedAt);
    if (kind === 4) return this.metrics(checkedAt, { cpuLoad1: random(100) / 8, warnings: [] });
    if (kind === 5) return this.system(checkedAt, { hostname: `host-${random(3)}` });
    if (kind === 6) {
      const run = { executionId: randomUUID(), jobId: randomUUID() };
      this.runs.push(run);
      return this.started(at, run, pick(['manual', 'scheduled'] as const), pick(ACTIONS));
    }
    if (kind === 7 && this.runs.length > 0) {
      const status = pick(['ok', 'warning', 'error'] as const);
      const errorKind = status === 'ok' ? null : pick(ERROR_KINDS);
      return this.finished(at, pick(this.runs), {
        status,
        errorKind,
        errorMessage: errorKind && 'E: it failed',
        action: pick(ACTIONS),
      });
    }
    return this.event(at);
  }
}
