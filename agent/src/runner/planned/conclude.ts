import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { type Holder, holderOf, lockedFile } from '../locks/holder.ts';
import { enterPhase, say } from '../log.ts';
import { conffileSentence } from '../outcome/conffiles.ts';
import { importantLines } from '../outcome/important.ts';
import { judge } from '../outcome/judge.ts';
import { observe } from '../outcome/observe.ts';
import type { Places } from '../places.ts';
import { type Prepared, readBefore } from './plan-file.ts';
import type { AptRun } from './run-apt.ts';

/** Reads the state again and says what a run of apt came to. */
export async function conclude(
  context: ActionContext,
  places: Places,
  { plan }: Pick<Prepared, 'plan'>,
  said: AptRun,
): Promise<ActionEnd> {
  const { run, lockWaitMs } = context;
  const { exitCode, log, earlier = '' } = said;
  const holder = await holderIn(log);
  await enterPhase(run, 'check');
  const observation = await observe(context, places, await readBefore(run), said);
  const verdict = judge({ ...observation, exitCode, log, plan, holder, lockWaitMs });
  if (verdict.errorMessage !== null) await say(run, verdict.errorMessage);
  const { changes, failures, conffiles, ...rest } = observation;
  return {
    ...verdict,
    exitCode,
    importantLines: [...conffiles.map(conffileSentence), ...importantLines(earlier + log)],
    plan: [...plan],
    changes: [...changes],
    failures: [...failures],
    conffiles: [...conffiles],
    ...rest,
  };
}

async function holderIn(log: string): Promise<Holder | null> {
  const path = lockedFile(log);
  return path === null ? null : holderOf(path);
}
