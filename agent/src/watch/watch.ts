import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../domain/clock.ts';
import { Directories } from './directories.ts';
import { heldByOther } from './lock.ts';

/** The rules of waiting for a change to be complete, in milliseconds. */
interface WatchTimes {
  /** Without an event for this long, a burst of changes is over. */
  readonly quietMs: number;
  /** How often a held lock is looked at; only while it is held. */
  readonly lockPollMs: number;
  /** The longest wait for quiet and lock. */
  readonly patienceMs: number;
  /** A call without any event, for what no event tells. */
  readonly pollMs: number;
}

const TIMES: WatchTimes = { quietMs: 150, lockPollMs: 100, patienceMs: 60_000, pollMs: 5 * 60_000 };

export interface WatchOptions {
  readonly directories: readonly string[];
  /** Lock files: while another process holds one, a change is not complete. */
  readonly locks: readonly string[];
  /** While it says so, we change things ourselves, and look when that is done. */
  readonly isChanging?: () => boolean;
  readonly onChange: () => void;
  readonly times?: Partial<WatchTimes>;
}

/**
 * Calls `onChange` when something in the directories has changed and is complete, and every few minutes in any case.
 * Gives the way to stop it.
 */
export function watchChanges(options: WatchOptions): () => void {
  const { directories, locks, isChanging = () => false, onChange, times } = options;
  const { quietMs, lockPollMs, patienceMs, pollMs } = { ...TIMES, ...times };
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number) => sleep(ms, undefined, { signal });
  let lastEvent = 0;
  let settling = false;

  const settle = async () => {
    const deadline = monotonicMs() + patienceMs;
    while (monotonicMs() < deadline) {
      const restless = lastEvent + quietMs - monotonicMs();
      if (restless > 0) await pause(restless);
      else if (isChanging() || (await heldByOther(locks))) await pause(lockPollMs);
      else break;
    }
  };
  const changed = async () => {
    lastEvent = monotonicMs();
    if (settling) return;
    settling = true;
    try {
      await settle();
    } catch {
      return;
    } finally {
      settling = false;
    }
    watched.arm();
    onChange();
  };

  const watched = new Directories(directories, () => void changed());
  const poll = setInterval(() => {
    watched.arm();
    onChange();
  }, pollMs);
  return () => {
    stopping.abort();
    clearInterval(poll);
    watched.close();
  };
}
