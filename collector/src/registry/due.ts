import { parseImageReference } from '@suivi/shared';
import type { RegistryAnswers, RegistryImageRow } from '../domain/docker.ts';
import type { ImageAnswer } from './ask-image.ts';

const HOUR_MS = 3_600_000;
/** Between two questions for an image that was answered, and between the first ones for one that was not. */
const WELL_MS = 6 * HOUR_MS;
const FIRST_FAILURE_MS = HOUR_MS / 2;
const LONGEST_MS = 24 * HOUR_MS;

/** The names that are to be asked for now, by registry. A name that was never asked for is due at once. Pure. */
export function dueByRegistry(
  names: readonly string[],
  answers: RegistryAnswers,
  now: string,
): Map<string, string[]> {
  const due = new Map<string, string[]>();
  for (const name of names) {
    const registry = parseImageReference(name)?.registry;
    const known = answers.get(name);
    if (registry === undefined || (known && known.nextAskAt > now)) continue;
    due.set(registry, [...(due.get(registry) ?? []), name]);
  }
  return due;
}

/** The row after an answer. `jitter`, from 0 to 1, spreads a fleet's images over the time. Pure. */
export function nextRow(
  reference: string,
  answer: ImageAnswer,
  before: RegistryImageRow | undefined,
  now: Date,
  jitter: number,
): RegistryImageRow {
  const at = now.toISOString();
  const later = (ms: number) => new Date(now.getTime() + ms * (0.9 + 0.2 * jitter)).toISOString();
  const row = { reference, registry: parseImageReference(reference)?.registry ?? '', askedAt: at };
  if ('digest' in answer)
    return {
      ...row,
      digest: answer.digest,
      answeredAt: at,
      problemCode: null,
      problemMessage: null,
      nextAskAt: later(WELL_MS),
      failures: 0,
    };
  const failures = (before?.failures ?? 0) + 1;
  const pause = Math.min(LONGEST_MS, FIRST_FAILURE_MS * 2 ** Math.min(failures - 1, 10));
  return {
    ...row,
    digest: before?.digest ?? null,
    answeredAt: before?.answeredAt ?? null,
    problemCode: answer.code,
    problemMessage: answer.message,
    // Never before the registry itself allows it.
    nextAskAt: later(Math.max(pause, (answer.retryAfterMs ?? 0) * 1.2)),
    failures,
  };
}
