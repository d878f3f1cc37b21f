import { type Action, type ActionParameters, ActionPlan, type PlannedAction } from '@suivi/shared';
import type { SandboxRoot } from '@suivi/testkit';
import { Check } from 'typebox/value';
import { expect } from 'vitest';
import type { Planned, PlanWish } from '../../../../src/domain/ports.ts';
import { openPlanner } from '../../../../src/probe/packages/index.ts';

interface Wanted<A extends Action> extends Omit<PlanWish, 'action' | 'parameters'> {
  readonly parameters?: ActionParameters<A>;
  /** The packages that the machine's policy excludes. */
  readonly excluded?: readonly string[];
}

/** The plan of an action on a sandbox root, which must have the shape that travels. */
export async function plan<A extends Action>(
  root: SandboxRoot,
  action: A,
  { parameters, excluded = [], ...rest }: Wanted<A> = {},
): Promise<Planned> {
  const planner = openPlanner({
    env: root.env,
    cacheDir: root.path('suivi-cache'),
    workDir: root.path('suivi-plan'),
    excluded: async () => excluded,
  });
  const given: Readonly<Record<string, unknown>> = { ...parameters };
  const planned = await planner.plan({ action, parameters: given, ...rest });
  expect(Check(ActionPlan, planned.plan)).toBe(true);
  return planned;
}

/** `operation name:arch from>to` of each step, sorted. */
export const stepsOf = ({ plan: { steps } }: Planned): string[] =>
  steps.map(({ operation, name, arch, from, to }) => `${operation} ${name}:${arch} ${from}>${to}`).sort();

/** The names of the packages that a plan touches, sorted. */
export const namesOf = ({ plan: { steps } }: Planned): string[] =>
  [...new Set(steps.map(({ name }) => name))].sort();

/** The status and reason of a package that a plan leaves. */
export const leftOf = ({ plan: { left } }: Planned, name: string): string | undefined => {
  const entry = left.find((one) => one.name === name);
  return entry && `${entry.status}: ${entry.reason}`;
};

/** Carries a plan out as the runner does. */
export async function carryOut(root: SandboxRoot, { command }: Planned): Promise<void> {
  if (!command) throw new Error('There is no command.');
  const [program, ...args] = command;
  await root.ensure(program!, '-y', '-q', ...args);
}

/** Every action that runs a plan and takes no parameters. */
export const SIMPLE: readonly PlannedAction[] = [
  'apt_upgrade',
  'apt_full_upgrade',
  'apt_security_upgrade',
  'apt_autoremove',
  'apt_repair',
];
