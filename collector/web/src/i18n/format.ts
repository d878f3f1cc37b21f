const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** Writes numbers and times the way a language does. */
export interface Format {
  number(value: number): string;
  percent(value: number): string;
  /** Bytes in the unit that fits. */
  bytes(value: number): string;
  /** `3 minutes ago`, seen from `now` (ms). */
  ago(iso: string, now: number): string;
  /** A span in its largest unit: `4 minutes`. */
  span(ms: number): string;
  /** Date and time in full. */
  exact(iso: string): string;
  /** The time of day. */
  clock(iso: string): string;
  /** Day and month. */
  day(iso: string): string;
  list(items: readonly string[]): string;
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** The format of a locale; times are those of the browser's zone. */
export function formatOf(locale: string): Format {
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const unit = (value: number, name: string, unitDisplay: 'short' | 'long') =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay,
      maximumFractionDigits: value < 10 && name !== 'byte' ? 1 : 0,
    }).format(value);
  return {
    number: (value) => numbers.format(value),
    percent: (value) => percents.format(value / 100),
    bytes(value) {
      const size = Math.abs(value);
      const step = size < 1000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(size) / 3));
      return unit(value / 1000 ** step, BYTE_UNITS[step] ?? 'byte', 'short');
    },
    ago(iso, now) {
      const ms = Date.parse(iso) - now;
      const [name, size] = STEPS.find(([, step]) => Math.abs(ms) >= step) ?? STEPS[3];
      return relative.format(Math.trunc(ms / size), name);
    },
    span(ms) {
      const [name, size] = STEPS.find(([, step]) => ms >= step) ?? STEPS[3];
      return unit(Math.max(0, Math.floor(ms / size)), name, 'long');
    },
    exact: (iso) => exact.format(new Date(iso)),
    clock: (iso) => clock.format(new Date(iso)),
    day: (iso) => day.format(new Date(iso)),
    list: (items) => list.format(items),
  };
}
