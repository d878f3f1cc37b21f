import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed } from '../actions/end.ts';
import { enterPhase, say } from '../log.ts';
import type { Places } from '../places.ts';
import { describeHolder, type Holder, holderOf } from './holder.ts';

const POLL_MS = 200;

/** Who works with dpkg now: the first lock is held over a whole run of apt, the second while dpkg itself works. */
export const dpkgHolder = async ({ adminDir }: Places): Promise<Holder | null> =>
  (await holderOf(join(adminDir, 'lock-frontend'))) ?? (await holderOf(join(adminDir, 'lock')));

/**
 * Waits until nobody else works with dpkg, so that what is read afterwards is no passing state; how the action ends when
 * that takes too long, else null.
 */
export async function awaitDpkg(context: ActionContext, places: Places): Promise<ActionEnd | null> {
  const deadline = performance.now() + context.lockWaitMs;
  let holder = await dpkgHolder(places);
  if (!holder) return null;
  await enterPhase(context.run, 'waiting');
  await say(context.run, `Waiting for ${describeHolder(holder)}, which holds dpkg's lock.`);
  while (holder && performance.now() < deadline) {
    await delay(POLL_MS);
    holder = await dpkgHolder(places);
  }
  return holder && failed('lock_timeout', lockSentence('dpkg', holder, context.lockWaitMs));
}

/** Says who held a lock for too long, and what to do. */
export const lockSentence = (what: string, holder: Holder | null, waitMs: number): string =>
  `${what} was locked${holder ? ` by ${describeHolder(holder)}` : ''} for longer than ${waitMs / 1000} seconds. ` +
  'Wait until that has ended, then ask again.';
