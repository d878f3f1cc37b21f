import { type PostInstallOutcome, sha256Hex } from '@suivi/shared';
import type { Operation, PostInstallLook } from '../../domain/post-install.ts';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { planSteps } from '../planned/plan-file.ts';
import { dpkgRefusal } from '../preflight/dpkg.ts';
import { type PackageSteps, renderPlan } from './render.ts';
import type { Wanted } from './wanted.ts';

/** Characters of a note in a result. */
const MAX_NOTE = 1000;

/** What would be done, and why it may not be. */
export interface PostInstallPlan {
  readonly outcome: PostInstallOutcome;
  readonly operations: readonly Operation[];
  readonly packages: PackageSteps;
  readonly blockers: readonly string[];
  readonly lockout: string | null;
  /** How the run ends because packages were left half done before; null when they were not, or apt can work all the same. */
  readonly interrupted: ActionEnd | null;
}

/** Looks at the machine, asks apt what it would do for the packages, and puts it together. Changes nothing. */
export async function makePostInstallPlan(
  { postInstall, planner, health }: Pick<ActionContext, 'postInstall' | 'planner' | 'health'>,
  wanted: Wanted,
): Promise<PostInstallPlan> {
  const look = await postInstall.look(wanted.settings, wanted.kinds);
  const packages = await planPackages(planner, look);
  // What apt says of packages that are half done is not the reason.
  const interrupted = 'problem' in packages ? await dpkgRefusal({ health }) : null;
  const problem = interrupted?.errorMessage ?? ('problem' in packages ? packages.problem : null);
  const blockers = [...look.blockers, ...(problem === null ? [] : [problem])];
  const steps = 'steps' in packages ? packages.steps : [];
  const rendered = renderPlan(wanted.profiles, look.operations, steps);
  return {
    outcome: {
      profiles: [...wanted.profiles],
      planHash: blockers.length > 0 ? null : sha256Hex(rendered),
      rendered,
      operations: look.operations.length,
      settings: [...look.settings],
      overridden: [...wanted.overridden],
      notes: [...look.notes, ...(look.lockout === null ? [] : [look.lockout]), ...blockers].map((note) =>
        note.slice(0, MAX_NOTE),
      ),
    },
    operations: look.operations,
    packages: steps,
    blockers,
    lockout: look.lockout,
    interrupted,
  };
}

async function planPackages(
  planner: ActionContext['planner'],
  { operations }: PostInstallLook,
): Promise<{ steps: PackageSteps } | { problem: string }> {
  const operation = operations.find((one) => one.do === 'packages');
  if (!operation) return { steps: [] };
  const { plan } = await planner.packages(operation);
  return plan.problem ? { problem: plan.problem.message } : { steps: planSteps(plan) };
}
