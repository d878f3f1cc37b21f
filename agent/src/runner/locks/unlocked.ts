import { setTimeout as delay } from 'node:timers/promises';
import type { ActionContext } from '../actions/action.ts';
import { runLogged } from '../log.ts';
import { causeOf } from '../outcome/causes.ts';
import { readPlaces } from '../places.ts';
import type { StepEnd } from '../step.ts';
import { dpkgHolder, lockSentence } from './dpkg-lock.ts';
import { type Holder, holderOf, lockedFile } from './holder.ts';

const POLL_MS = 500;

export interface UnlockedCommand {
  readonly name: string;
  readonly command: readonly string[];
  /** What the lock guards, as the beginning of a sentence. */
  readonly what: string;
  readonly timeoutMs?: number;
}

/** How the last try ended, what it said, and the sentence when the lock never came free. */
export interface UnlockedEnd {
  readonly end: StepEnd;
  readonly text: string;
  readonly lockProblem?: string;
}

/** Runs a command that does not wait for a lock itself: again and again until it gets the lock or time is up. Each try is a step. */
export async function runUnlocked(
  { run, env, lockWaitMs }: ActionContext,
  { name, what, ...rest }: UnlockedCommand,
): Promise<UnlockedEnd> {
  const deadline = performance.now() + lockWaitMs;
  for (let attempt = 1; ; attempt++) {
    const { end, text } = await runLogged(run, { ...rest, name: `${name}-${attempt}`, env });
    if (end.exitCode === 0 || causeOf(text)?.kind !== 'lock_timeout') return { end, text };
    const holder = await holderFinder(text, env);
    if (performance.now() >= deadline)
      return { end, text, lockProblem: lockSentence(what, await holder(), lockWaitMs) };
    await untilFree(holder, deadline);
  }
}

/** How to ask who holds the lock that a command did not get. */
async function holderFinder(
  text: string,
  env: Record<string, string>,
): Promise<() => Promise<Holder | null>> {
  const path = lockedFile(text);
  if (path !== null) return () => holderOf(path);
  const places = await readPlaces(env);
  return () => dpkgHolder(places);
}

/** Waits until nobody holds the lock, or for the deadline; a moment at least, so that tries do not follow each other at once. */
async function untilFree(holder: () => Promise<Holder | null>, deadline: number): Promise<void> {
  do await delay(Math.min(POLL_MS, Math.max(0, deadline - performance.now())));
  while (performance.now() < deadline && (await holder()));
}
