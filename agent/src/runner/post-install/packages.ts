import { planHash } from '@suivi/shared';
import type { Operation } from '../../domain/post-install.ts';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed } from '../actions/end.ts';
import { awaitDpkg } from '../locks/dpkg-lock.ts';
import { type Places, readPlaces } from '../places.ts';
import { conclude } from '../planned/conclude.ts';
import { type Prepared, planSteps, writePrepared } from '../planned/plan-file.ts';
import { noteBefore } from '../planned/prepare.ts';
import { findStarted, runApt } from '../planned/run-apt.ts';
import { diskRefusal } from '../preflight/disk.ts';
import { dpkgRefusal } from '../preflight/dpkg.ts';
import type { PackageSteps } from './render.ts';

type Packages = Extract<Operation, { do: 'packages' }>;

/** Lets apt bring and remove packages, the way every plan of apt's is run: a runner that is killed loses nothing. */
export async function runPackages(
  context: ActionContext,
  operation: Packages,
  approved: PackageSteps,
): Promise<ActionEnd> {
  const places = await readPlaces(context.env);
  const { started, step } = await findStarted(context.run);
  const ready = started
    ? { prepared: started }
    : await prepare(context, places, { operation, approved, step });
  if ('end' in ready) return ready.end;
  return conclude(context, places, ready.prepared, await runApt(context, ready.prepared));
}

async function prepare(
  context: ActionContext,
  places: Places,
  { operation, approved, step }: { operation: Packages; approved: PackageSteps; step: string },
): Promise<{ prepared: Prepared } | { end: ActionEnd }> {
  const refusal =
    (await awaitDpkg(context, places)) ?? (await dpkgRefusal(context)) ?? (await noteBefore(context, places));
  if (refusal) return { end: refusal };
  const { plan, command } = await context.planner.packages(operation);
  const steps = planSteps(plan);
  if (plan.problem || command === null)
    return { end: failed('plan_impossible', plan.problem?.message ?? 'apt could make no plan.') };
  if (planHash(steps) !== planHash(approved))
    return {
      end: failed(
        'plan_changed',
        'What apt would do for the packages has changed meanwhile. What stood before them in the plan is done. Look at the new dry run, then apply again.',
      ),
    };
  const full = await diskRefusal(plan, places);
  if (full) return { end: full };
  const prepared = { plan: steps, command, step };
  await writePrepared(context.run, prepared);
  return { prepared };
}
