import { runUnlocked, type UnlockedCommand } from '../locks/unlocked.ts';
import { causeOf } from '../outcome/causes.ts';
import { importantLines } from '../outcome/important.ts';
import type { ActionContext, ActionEnd } from './action.ts';
import { failed, succeeded } from './end.ts';

/** Runs one command of apt's that changes no packages, and says how it ended. */
export async function runPlain(context: ActionContext, command: UnlockedCommand): Promise<ActionEnd> {
  const { end, text, lockProblem } = await runUnlocked(context, command);
  const { exitCode } = end;
  if (exitCode === 0) return succeeded(0, importantLines(text));
  const outcome = { exitCode, importantLines: importantLines(text) };
  if (lockProblem) return { ...failed('lock_timeout', lockProblem), ...outcome };
  const [program = ''] = command.command;
  if (exitCode === null || exitCode > 128)
    return {
      ...failed('apt_interrupted', `${program} was cut off before its end. Ask for it again.`),
      ...outcome,
    };
  const cause = causeOf(text);
  const line = cause?.line ?? outcome.importantLines[0] ?? `It ended with exit code ${exitCode}.`;
  return {
    ...failed(cause?.kind ?? 'apt_failed', `${program} failed: ${line} The log says more.`),
    ...outcome,
  };
}
