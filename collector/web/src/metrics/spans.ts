/** For how long back the plots go. Seconds. */
export const SPANS = { hour: 3600, day: 86_400, week: 7 * 86_400, year: 365 * 86_400 } as const;
export type Span = keyof typeof SPANS;
export const SPAN_NAMES = Object.keys(SPANS) as Span[];

/** What the room of metrics shows, as its address says it; the last hour where it says nothing. */
export interface MetricsSearch {
  readonly span?: Span;
}

/** Reads an address: what it does not understand is left out. */
export function readMetricsSearch(raw: Record<string, unknown>): MetricsSearch {
  const span = SPAN_NAMES.find((each) => each === raw['span']);
  return span ? { span } : {};
}
