import type { HistoryChange, HistoryEntry } from '../../domain/history.ts';

const OPERATIONS = ['Install', 'Upgrade', 'Downgrade', 'Reinstall', 'Remove', 'Purge'] as const;
const LOCAL_TIME = /^(\d{4})-(\d{2})-(\d{2}) +(\d{2}):(\d{2}):(\d{2})$/;
/** `name:arch (1.0, 1.1)` or `name:arch (1.1, automatic)`. */
const CHANGE = /([^\s,():]+):([a-z0-9-]+) \(([^)]*)\)/g;

/**
 * Reads the complete entries of a piece of history.log. `length` is how many bytes they take: what follows is an entry that
 * apt has not finished writing. An entry without an end is complete once another one begins.
 */
export function parseHistory(bytes: Buffer): { entries: HistoryEntry[]; length: number } {
  const text = bytes.toString('latin1');
  const entries: HistoryEntry[] = [];
  let length = 0;
  for (const { block, end, isLast } of blocksOf(text)) {
    const entry = readEntry(block);
    if (isLast && entry?.endedAt === null) break;
    if (entry) entries.push(entry);
    length = end;
  }
  return { entries, length };
}

/** A piece of text that has one character for each byte, as it was written. */
const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString();

/** Entries begin with Start-Date. What stands before the first one belongs to none. */
function* blocksOf(text: string): Generator<{ block: string; end: number; isLast: boolean }> {
  const starts = [...text.matchAll(/^Start-Date: /gm)].map(({ index }) => index);
  for (const [place, start] of starts.entries()) {
    const next = starts[place + 1];
    yield { block: text.slice(start, next), end: next ?? text.length, isLast: next === undefined };
  }
}

function readEntry(block: string): HistoryEntry | null {
  const fields = new Map(
    block.split('\n').flatMap((line): [string, string][] => {
      const [, name, value] = /^([A-Z][A-Za-z-]*): (.*)$/.exec(line) ?? [];
      return name && value !== undefined ? [[name, utf8(value)]] : [];
    }),
  );
  const startedAt = isoTime(fields.get('Start-Date'));
  if (!startedAt) return null;
  return {
    startedAt,
    endedAt: isoTime(fields.get('End-Date')),
    commandLine: fields.get('Commandline') ?? null,
    requestedBy: readAccount(fields.get('Requested-By')),
    changes: OPERATIONS.flatMap((name) => readChanges(name, fields.get(name) ?? '')),
    error: fields.get('Error') ?? null,
  };
}

/** apt writes the time of this machine's zone, without naming it. */
function isoTime(text: string | undefined): string | null {
  const [, ...parts] = LOCAL_TIME.exec(text?.trim() ?? '') ?? [];
  if (parts.length === 0) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return new Date(year, month - 1, day, hour, minute, second).toISOString();
}

function readAccount(text = ''): HistoryEntry['requestedBy'] {
  const [, name, uid] = /^(.+) \((\d+)\)$/.exec(text.trim()) ?? [];
  return name && uid ? { name, uid: Number(uid) } : null;
}

function readChanges(label: (typeof OPERATIONS)[number], text: string): HistoryChange[] {
  const operation = label.toLowerCase() as HistoryChange['operation'];
  return [...text.matchAll(CHANGE)].map(([, name = '', arch = '', inside = '']) => {
    const [first = null, second = null] = inside.split(', ').filter((word) => word !== 'automatic');
    const goes = operation === 'remove' || operation === 'purge';
    const comes = operation === 'install' || operation === 'reinstall';
    return { operation, name, arch, from: comes ? null : first, to: goes ? null : comes ? first : second };
  });
}
