import { useMemo, useState } from 'react';
import type { LogText } from './log-text.ts';

export interface LogSearch {
  readonly query: string;
  readonly hits: readonly number[];
  /** Which hit is looked at, from 0. */
  readonly at: number;
  /** Its line; null without a hit. */
  readonly current: number | null;
  isHit(line: number): boolean;
  look(query: string): void;
  /** Goes on to the next hit, or back. */
  step(by: 1 | -1): void;
}

/** Looks for a text in a log; `goTo` brings a line into view. */
export function useLogSearch(log: LogText, version: number, goTo: (line: number) => void): LogSearch {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version of the log is searched again
  const hits = useMemo(() => log.find(query), [log, version, query]);
  const marked = useMemo(() => new Set(hits), [hits]);
  const current = hits[at] ?? null;
  const go = (index: number, lines: readonly number[]) => {
    setAt(index);
    const line = lines[index];
    if (line !== undefined) goTo(line);
  };
  return {
    query,
    hits,
    at,
    current,
    isHit: (line) => marked.has(line),
    look(text) {
      setQuery(text);
      go(0, log.find(text));
    },
    step: (by) => go((at + by + hits.length) % Math.max(1, hits.length), hits),
  };
}
