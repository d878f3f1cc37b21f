import type { RunPaths } from '../../domain/run-files.ts';
import { type LoggedStep, runLogged, say } from '../log.ts';

const TRIES = 3;

/**
 * Runs a command of which doing it again does no harm. A step never runs twice, so one that was cut off, as by a loss of power,
 * is begun anew under another name.
 */
export async function runRepeatable(
  run: RunPaths,
  step: LoggedStep,
  attempt = 1,
): ReturnType<typeof runLogged> {
  const name = attempt === 1 ? step.name : `${step.name}-again-${attempt - 1}`;
  const { end, text } = await runLogged(run, { ...step, name });
  if (end.exitCode !== null || end.timedOut || attempt === TRIES) return { end, text };
  await say(run, 'This was cut off, so it is done again.');
  return runRepeatable(run, step, attempt + 1);
}
