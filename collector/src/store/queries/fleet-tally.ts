import { type Status, Status as Statuses, valuesOf } from '@suivi/shared';
import { sql } from 'kysely';
import type { AptFacts } from '../../domain/apt-facts.ts';
import type { FleetTally } from '../../domain/fleet-tally.ts';
import type { Database } from '../database/open.ts';

/** An answer this old is as good as a new one: it bounds what somebody who asks all the time can cost. */
const FRESH_MS = 2_000;
/** Rows between two pauses in which others have their turn. */
const PIECE = 500;

/** Counts the fleet; who asks at the same time gets the same answer. */
export function fleetTally({ db }: Pick<Database, 'db'>): () => Promise<FleetTally> {
  let last: Promise<FleetTally> | null = null;
  let at = Number.NEGATIVE_INFINITY;
  return () => {
    if (last && performance.now() - at < FRESH_MS) return last;
    at = performance.now();
    last = count({ db });
    last.catch(() => {
      at = Number.NEGATIVE_INFINITY;
    });
    return last;
  };
}

async function count({ db }: Pick<Database, 'db'>): Promise<FleetTally> {
  const machines = await readMachines({ db });
  const jobs = await db
    .selectFrom('jobs')
    .select((eb) => ['status', eb.fn.countAll<number | string>().as('count')])
    .where('status', 'in', ['queued', 'sent', 'running'])
    .groupBy('status')
    .execute();
  const messages = await db
    .selectFrom('importantMessages')
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .where('resolvedAt', 'is', null)
    .where('acknowledged', '=', 0)
    .executeTakeFirstOrThrow();

  const byStatus = Object.fromEntries(valuesOf(Statuses).map((status) => [status, 0])) as Record<
    Status,
    number
  >;
  const tally = {
    connected: 0,
    quarantined: 0,
    rebootRequired: 0,
    updates: 0,
    securityUpdates: 0,
    machinesWithUpdates: 0,
    machinesWithSecurityUpdates: 0,
    oldestAnalysisAt: null as string | null,
    oldestRefreshAt: null as string | null,
  };
  for (const [index, machine] of machines.entries()) {
    if (index % PIECE === PIECE - 1) await new Promise(setImmediate);
    byStatus[machine.status]++;
    if (machine.connected === 1) tally.connected++;
    if (machine.quarantine !== null) tally.quarantined++;
    if (machine.factsJson === null) continue;
    const facts = JSON.parse(machine.factsJson) as AptFacts;
    if (facts.rebootRequired) tally.rebootRequired++;
    tally.updates += facts.count;
    tally.securityUpdates += facts.securityCount;
    if (facts.count > 0) tally.machinesWithUpdates++;
    if (facts.securityCount > 0) tally.machinesWithSecurityUpdates++;
    tally.oldestAnalysisAt = earlier(tally.oldestAnalysisAt, machine.heardAt);
    for (const { enabled, lastSuccessAt } of facts.sources)
      if (enabled && lastSuccessAt !== null)
        tally.oldestRefreshAt = earlier(tally.oldestRefreshAt, lastSuccessAt);
  }
  const open = { queued: 0, sent: 0, running: 0 };
  for (const { status, count } of jobs) open[status as keyof typeof open] = Number(count);
  return { machines: byStatus, ...tally, jobs: open, openMessages: Number(messages.count) };
}

const earlier = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other < one) ? other : one;

/** Each machine with its newest analysis, if any. */
const readMachines = ({ db }: Pick<Database, 'db'>) =>
  db
    .selectFrom('machines as m')
    .leftJoin('effectiveStatus as e', 'e.machineId', 'm.id')
    .leftJoin('agents as a', 'a.machineId', 'm.id')
    .leftJoin('snapshots as s', (join) =>
      join
        .onRef('s.machineId', '=', 'm.id')
        .on('s.kind', '=', 'apt_update_analyze')
        .on('s.seq', '=', (eb) =>
          eb
            .selectFrom('snapshots as newer')
            .select((max) => max.fn.max('newer.seq').as('seq'))
            .whereRef('newer.machineId', '=', 'm.id')
            .where('newer.kind', '=', 'apt_update_analyze'),
        ),
    )
    .select(['m.quarantine', 'a.connected', 's.factsJson'])
    .select(sql<Status>`coalesce(e.status, m.status)`.as('status'))
    .select(sql<string | null>`coalesce(s.confirmed_received_at, s.received_at)`.as('heardAt'))
    .where('m.deletedAt', 'is', null)
    .execute();
