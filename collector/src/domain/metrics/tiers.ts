/** How finely the history of metrics is kept, and for how long. A page is what lies in one row. All in seconds. */
export interface Tier {
  readonly name: '1m' | '10m' | '2h';
  /** The length of a bucket. */
  readonly step: number;
  readonly page: number;
  /** A page goes when all of it is older than this. */
  readonly keep: number;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Finest first: each is rolled up into the next. A page of a tier holds whole buckets of the next one. */
export const TIERS = [
  { name: '1m', step: 60, page: HOUR, keep: HOUR },
  { name: '10m', step: 600, page: DAY, keep: 7 * DAY },
  { name: '2h', step: 2 * HOUR, page: 30 * DAY, keep: 365 * DAY },
] as const satisfies readonly Tier[];

/** The finest tier, in which samples arrive. */
export const [RAW, FINE] = TIERS;

/** The coarsest tier. */
const COARSE = TIERS[2];

/** The start of the span of this length that a time lies in; spans are counted from 1970. */
export const startOf = (span: number, at: number): number => Math.floor(at / span) * span;

/** The most buckets of a tier that one machine can have: those of the pages that are not wholly too old. */
export const mostBuckets = ({ step, page, keep }: Tier): number =>
  (Math.ceil(keep / page) + 1) * (page / step);

/** The finest tier that still has what happened at `from`. */
export const tierFor = (from: number, now: number): Tier =>
  TIERS.find(({ keep }) => from >= now - keep - 60) ?? COARSE;
