import type { Feed } from '../../domain/feed.ts';
import type { Change } from '../../domain/rows.ts';

/** Changes read at a time. */
export const BATCH = 200;

/** The place in the order of commits that a client resumes from; null where it names none that this collector can know. */
export function resumeFrom(lastEventId: string | undefined, feed: Pick<Feed, 'lastSeq'>): number | null {
  if (lastEventId === undefined || lastEventId === '') return feed.lastSeq();
  const seq = /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : Number.NaN;
  return seq <= feed.lastSeq() ? seq : null;
}

/**
 * The changes that a client must be told, in order: those of its machine, if it follows one. Machines and executions are
 * shown as they are now, so of several changes of one thing the last is enough.
 */
export function worthTelling(changes: readonly Change[], machineId: string | undefined): Change[] {
  const last = new Map(changes.map((change) => [`${change.type} ${change.refId}`, change.seq]));
  return changes.filter(
    (change) =>
      (machineId === undefined || change.machineId === machineId) &&
      last.get(`${change.type} ${change.refId}`) === change.seq,
  );
}
