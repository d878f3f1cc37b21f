import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionPlan, PlanStep } from '@suivi/shared';
import type { RunPaths } from '../../domain/run-files.ts';
import { keep, readKept } from '../kept.ts';
import type { PackageState } from '../outcome/packages.ts';

/** What was found and decided before apt was started: all that a later runner needs to tell what it came to. */
export interface Prepared {
  readonly plan: readonly PlanStep[];
  /** The planner's command. */
  readonly command: readonly string[];
  /** The step of the run in which apt works. */
  readonly step: string;
}

const planPath = ({ directory }: RunPaths) => join(directory, 'plan.json');
const beforePath = ({ directory }: RunPaths) => join(directory, 'before.json');

/** A plan's steps, without what is only known beside them. */
export const planSteps = ({ steps }: ActionPlan): PlanStep[] =>
  steps.map(({ operation, name, arch, from, to }) => ({ operation, name, arch, from, to }));

/** Keeps what is to be run, durably. */
export const writePrepared = (run: RunPaths, prepared: Prepared): Promise<void> =>
  keep(planPath(run), prepared);

/** Reads what an earlier runner was about to run, or ran; null when none came so far. */
export const readPrepared = (run: RunPaths): Promise<Prepared | null> => readKept(planPath(run));

/** Keeps the state of all packages before anything was changed, durably. */
export const writeBefore = (run: RunPaths, packages: readonly PackageState[]): Promise<void> =>
  keep(beforePath(run), packages);

/** The state of all packages before anything was changed. */
export const readBefore = async (run: RunPaths): Promise<PackageState[]> =>
  JSON.parse(await readFile(beforePath(run), 'utf8')) as PackageState[];
