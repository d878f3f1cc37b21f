import { type Bucket, mergeBuckets } from '../domain/metrics/bucket.ts';
import type { MetricsHistory } from '../domain/metrics/history.ts';
import { decodePage, encodePage } from '../domain/metrics/page.ts';
import { rollUp } from '../domain/metrics/roll-up.ts';
import { RAW, startOf, TIERS, type Tier } from '../domain/metrics/tiers.ts';
import { BulkInsert } from './database/bulk.ts';
import { anyOf } from './database/dialect.ts';
import type { Database } from './database/open.ts';
import type { WriteTransaction } from './database/transaction.ts';
import type { MachineMetricsHistoryTable } from './tables.ts';

const upsertPages = new BulkInsert<MachineMetricsHistoryTable>(
  'machine_metrics_history',
  ['id', 'machineId', 'tier', 'startsAt', 'bucketsJson'],
  'id',
);

/** What was measured, in pages of JSON. */
export function metricsHistory({ db, writer }: Pick<Database, 'db' | 'writer'>): MetricsHistory {
  return {
    async add(samples) {
      await writer.write((tx) => addTo(tx, [...samples]));
    },
    async read(machineId, tier, from, to) {
      const pages = await db
        .selectFrom('machineMetricsHistory')
        .selectAll()
        .where('machineId', '=', machineId)
        .where('tier', '=', tier.name)
        .where('startsAt', '>', from - tier.page)
        .where('startsAt', '<', to)
        .orderBy('startsAt')
        .execute();
      return pages
        .flatMap(({ startsAt, bucketsJson }) => decodePage(startsAt, tier, bucketsJson))
        .filter(({ at }) => at >= from && at < to);
    },
  };
}

type Samples = readonly (readonly [machineId: string, buckets: readonly Bucket[]])[];

async function addTo(tx: WriteTransaction, samples: Samples): Promise<void> {
  const ids = samples.map(([machineId]) => machineId);
  const there = await tx.db
    .selectFrom('machines')
    .select('id')
    .where('id', 'in', anyOf(tx.dialect, ids))
    .execute();
  const known = new Set(there.map(({ id }) => id));
  const pages = await Pages.load(tx, ids);
  const latest = new Map<string, number>();
  for (const [machineId, buckets] of samples) {
    if (!known.has(machineId)) continue;
    for (const bucket of buckets) pages.put(machineId, RAW, bucket);
    latest.set(machineId, Math.max(...buckets.map(({ at }) => at)));
  }
  const [raw, ...coarser] = TIERS;
  let fine: Tier = raw;
  for (const coarse of coarser) {
    await pages.loadFor(coarse, [...latest.keys()], fine);
    for (const [machineId, now] of latest)
      for (const bucket of rollUp(pages.changed(machineId, fine), coarse, now))
        pages.set(machineId, coarse, bucket);
    fine = coarse;
  }
  await pages.write();
  await dropOld(tx, pages.begun, latest);
}

/** Those pages of some machines that a transaction may change. */
class Pages {
  /** Where a machine has begun a page of a tier, so that an old one may be due. */
  readonly begun: { readonly machineId: string; readonly tier: Tier }[] = [];
  readonly #tx: WriteTransaction;
  readonly #pages = new Map<
    string,
    { machineId: string; tier: Tier; startsAt: number; buckets: Map<number, Bucket> }
  >();
  readonly #changed = new Set<string>();

  private constructor(tx: WriteTransaction) {
    this.#tx = tx;
  }

  /** With all that the finest tier has of these machines. */
  static async load(tx: WriteTransaction, machineIds: readonly string[]): Promise<Pages> {
    const pages = new Pages(tx);
    const rows = await tx.db
      .selectFrom('machineMetricsHistory')
      .selectAll()
      .where('machineId', 'in', anyOf(tx.dialect, machineIds))
      .where('tier', '=', RAW.name)
      .execute();
    pages.#keep(RAW, rows);
    return pages;
  }

  /** Reads the pages of a tier that what has changed in the finer one may go to. */
  async loadFor(tier: Tier, machineIds: readonly string[], fine: Tier): Promise<void> {
    const ids = machineIds.flatMap((machineId) =>
      this.changed(machineId, fine).map(({ at }) => pageId(machineId, tier, at)),
    );
    const rows = await this.#tx.db
      .selectFrom('machineMetricsHistory')
      .selectAll()
      .where('id', 'in', anyOf(this.#tx.dialect, new Set(ids)))
      .execute();
    this.#keep(tier, rows);
  }

  /** All buckets of this machine's pages of a tier that are at hand: of the finest tier every one of them. */
  changed(machineId: string, tier: Tier): Bucket[] {
    return [...this.#pages.values()]
      .filter((page) => page.machineId === machineId && page.tier === tier)
      .flatMap(({ buckets }) => [...buckets.values()]);
  }

  /** Adds to the bucket that is there. */
  put(machineId: string, tier: Tier, bucket: Bucket): void {
    const { buckets } = this.#page(machineId, tier, bucket.at);
    const before = buckets.get(bucket.at);
    buckets.set(bucket.at, before ? mergeBuckets(bucket.at, [before, bucket]) : bucket);
    this.#changed.add(pageId(machineId, tier, bucket.at));
  }

  /** Puts a bucket in the place where none is. One that was rolled up before stays: what it was made of may be gone in part. */
  set(machineId: string, tier: Tier, bucket: Bucket): void {
    const { buckets } = this.#page(machineId, tier, bucket.at);
    if (buckets.has(bucket.at)) return;
    buckets.set(bucket.at, bucket);
    this.#changed.add(pageId(machineId, tier, bucket.at));
  }

  async write(): Promise<void> {
    const rows = [...this.#changed].map((id): MachineMetricsHistoryTable => {
      const { machineId, tier, startsAt, buckets } = this.#pages.get(id)!;
      const bucketsJson = encodePage(startsAt, tier, [...buckets.values()]);
      return { id, machineId, tier: tier.name, startsAt, bucketsJson };
    });
    await upsertPages.run(this.#tx, rows);
  }

  #page(machineId: string, tier: Tier, at: number) {
    const id = pageId(machineId, tier, at);
    const known = this.#pages.get(id);
    if (known) return known;
    const page = { machineId, tier, startsAt: startOf(tier.page, at), buckets: new Map<number, Bucket>() };
    this.#pages.set(id, page);
    this.begun.push({ machineId, tier });
    return page;
  }

  #keep(tier: Tier, rows: readonly MachineMetricsHistoryTable[]): void {
    for (const { id, machineId, startsAt, bucketsJson } of rows) {
      const buckets = new Map(decodePage(startsAt, tier, bucketsJson).map((bucket) => [bucket.at, bucket]));
      this.#pages.set(id, { machineId, tier, startsAt, buckets });
    }
  }
}

const pageId = (machineId: string, tier: Tier, at: number): string =>
  `${machineId} ${tier.name} ${startOf(tier.page, at)}`;

/** Deletes the pages that are too old, of machines that have begun a new one. */
async function dropOld(
  tx: WriteTransaction,
  begun: Pages['begun'],
  latest: ReadonlyMap<string, number>,
): Promise<void> {
  for (const { machineId, tier } of begun)
    await tx.db
      .deleteFrom('machineMetricsHistory')
      .where('machineId', '=', machineId)
      .where('tier', '=', tier.name)
      .where('startsAt', '<=', latest.get(machineId)! - tier.keep - tier.page)
      .execute();
}
