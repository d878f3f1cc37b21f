import { readIfThere, writeWhole } from '../host/files.ts';

/** What an earlier runner kept of a run, as JSON; null when none came so far. */
export async function readKept<T>(path: string): Promise<T | null> {
  const text = await readIfThere(path);
  return text === null ? null : (JSON.parse(text) as T);
}

/** Keeps something of a run as JSON, durably. */
export const keep = (path: string, value: unknown): Promise<void> =>
  writeWhole(path, JSON.stringify(value), { mode: 0o640 });

/** What was found when a run first looked, by a file: a runner that goes on must not take the new state for the old. */
export async function keepOnce<T>(path: string, look: () => Promise<T>): Promise<T> {
  const text = await readIfThere(path);
  if (text !== null) return JSON.parse(text) as T;
  const found = await look();
  await keep(path, found);
  return found;
}
