import type { Planner } from '../../../domain/ports.ts';
import { serially } from '../../../domain/serial.ts';

export interface PlannerOptions {
  /** Our own environment: APT_CONFIG, DPKG_ROOT and the like are honoured. */
  readonly env: NodeJS.ProcessEnv;
  /** A folder of ours for apt's package cache; the one of the analysis will do. */
  readonly cacheDir: string;
  /** A folder for this planner alone: a command that it gives may name a file in it. */
  readonly workDir: string;
  /** The names of the packages that the machine's policy excludes. Asked for each plan. */
  readonly excluded: () => Promise<readonly string[]>;
}

/** Opens the planner of one machine. Nothing is loaded or run until it is asked; it makes one plan at a time. */
export function openPlanner(options: PlannerOptions): Planner {
  const oneAtATime = serially();
  return {
    plan: (wish) => oneAtATime(async () => (await import('./make-plan.ts')).makePlan(options, wish)),
  };
}
