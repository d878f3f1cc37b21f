import { type EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';

export interface WaitOptions {
  /** Milliseconds until giving up; 5000 unless said. */
  timeoutMs?: number;
  /** Milliseconds between two tries; 20 unless said. */
  intervalMs?: number;
  /** What is waited for, for the failure message. */
  what?: string;
}

type Settled<T> = Exclude<T, false | null | undefined>;

/**
 * Calls `attempt` until it neither throws nor gives false, null or undefined, and gives its value.
 * @throws Error that tells how long it waited, how often it tried, and the last answer or error
 */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  options: WaitOptions = {},
): Promise<Settled<T>> {
  const { timeoutMs = 5000, intervalMs = 20, what = 'the expected state' } = options;
  const deadline = performance.now() + timeoutMs;
  for (let tries = 1; ; tries++) {
    const last = await outcomeOf(attempt);
    if ('value' in last && last.value !== false && last.value != null) return last.value as Settled<T>;
    if (performance.now() >= deadline) {
      const seen =
        'error' in last ? `last error: ${describe(last.error)}` : `last answer: ${inspect(last.value)}`;
      throw new Error(`${what} did not come within ${timeoutMs} ms (${tries} tries); ${seen}`, {
        cause: last,
      });
    }
    await delay(intervalMs);
  }
}

/**
 * Awaits one event of an emitter and gives its arguments.
 * @throws Error that names the event when it has not come within `timeoutMs`
 */
export async function onceWithin(
  emitter: EventEmitter,
  event: string,
  { timeoutMs = 5000 }: Pick<WaitOptions, 'timeoutMs'> = {},
): Promise<unknown[]> {
  try {
    return await once(emitter, event, { signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    throw new Error(`the event "${event}" did not come within ${timeoutMs} ms`, { cause: error });
  }
}

async function outcomeOf<T>(attempt: () => T | Promise<T>): Promise<{ value: T } | { error: unknown }> {
  try {
    return { value: await attempt() };
  } catch (error) {
    return { error };
  }
}

const describe = (error: unknown) => (error instanceof Error ? error.message : inspect(error));
