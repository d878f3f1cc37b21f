import type { Planner } from '../../../domain/ports.ts';
import { serially } from '../../../domain/serial.ts';
import { makePackagesPlan, makePlan } from './make-plan.ts';
import type { PlannerOptions } from './options.ts';

/** Opens the planner of one machine. Nothing is loaded or run until it is asked; it makes one plan at a time. */
export function openPlanner(options: PlannerOptions): Planner {
  const oneAtATime = serially();
  return {
    plan: (wish) => oneAtATime(async () => makePlan(options, wish)),
    packages: (wish) => oneAtATime(async () => makePackagesPlan(options, wish)),
  };
}
