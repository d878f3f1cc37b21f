import type { Action as ActionName, JobOrder, RunOutcome, RunResult } from '@suivi/shared';
import type { RunnerPaths, RunPaths } from '../../domain/run-files.ts';
import type { Policy } from '../policy.ts';

/** What an action may use. */
export interface ActionContext {
  readonly order: JobOrder;
  readonly policy: Policy;
  readonly run: RunPaths;
  readonly runner: RunnerPaths;
  /** The environment for apt and dpkg. */
  readonly env: Record<string, string>;
  /** Milliseconds to wait for a lock that another program holds. */
  readonly lockWaitMs: number;
  readonly now: () => Date;
}

/** What an action came to. */
export type ActionEnd = Pick<
  RunResult,
  'status' | 'exitCode' | 'errorKind' | 'errorMessage' | 'importantLines'
> &
  Partial<Pick<RunResult, 'sources'>> &
  RunOutcome;

/**
 * Something that a collector may ask for. `perform` may be called again for a run that was cut off: the steps that it has
 * done (step.ts) are then not done again.
 */
export interface Action {
  readonly name: ActionName;
  perform(context: ActionContext): Promise<ActionEnd>;
}
