import type { JobOrder, RunOutcome, RunResult } from '@suivi/shared';
import type { HealthReader, Planner } from '../../domain/ports.ts';
import type { PostInstallReader } from '../../domain/post-install.ts';
import type { RunnerPaths, RunPaths } from '../../domain/run-files.ts';
import type { Systemd } from '../../host/systemd.ts';
import type { Policy } from '../policy.ts';

/** What an action may use. */
export interface ActionContext {
  readonly order: JobOrder;
  readonly policy: Policy;
  readonly run: RunPaths;
  readonly runner: RunnerPaths;
  /** Knows the policy's excluded packages. */
  readonly planner: Planner;
  readonly health: HealthReader;
  readonly postInstall: PostInstallReader;
  readonly systemd: Systemd;
  /** The environment for apt and dpkg. */
  readonly env: Record<string, string>;
  /** Milliseconds to wait for a lock that another program holds. */
  readonly lockWaitMs: number;
  /** The container engine's socket where it is not at its usual place. */
  readonly dockerSocket: string | null;
  readonly now: () => Date;
  /** Aborted: the runner is to end. Only a reboot, which is the reason for that, leaves its run unfinished. */
  readonly stop?: AbortSignal | undefined;
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
  /** Null: the run is not over, and a later runner goes on with it. */
  perform(context: ActionContext): Promise<ActionEnd | null>;
}
