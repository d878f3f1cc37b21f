import type { Static } from 'typebox';
import * as Type from 'typebox';
import { contentHash } from './canonical.ts';
import { Nullable, Text } from './scalars.ts';

/** One step of a plan: what happens to one package of one architecture. `from` is null for an installation, `to` for a removal. */
export const PlanStep = Type.Object({
  operation: Type.Enum(['install', 'upgrade', 'downgrade', 'remove', 'purge']),
  name: Text(256),
  arch: Text(32),
  from: Nullable(Text(256)),
  to: Nullable(Text(256)),
});
export type PlanStep = Static<typeof PlanStep>;

/**
 * The hash of a plan: the sha256 of the canonical JSON of its steps, sorted, each with its five members alone.
 * A plan is a set, so order does not matter; a step given twice counts once.
 */
export function planHash(steps: readonly PlanStep[]): string {
  const texts = new Map(
    steps.map(({ operation, name, arch, from, to }) => {
      const step = { operation, name, arch, from, to };
      return [stepKey(step), step];
    }),
  );
  return contentHash([...texts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, step]) => step));
}

/** How the plan that apt makes now differs from the one that was approved. */
export const PlanDifference = Type.Object({
  /** Approved, and no longer part of the plan. */
  missing: Type.Array(PlanStep),
  /** Part of the plan now, and never approved. */
  extra: Type.Array(PlanStep),
});
export type PlanDifference = Static<typeof PlanDifference>;

/** Compares two plans as sets of steps: another version of the same package is one step missing and one extra. */
export function planDifference(approved: readonly PlanStep[], found: readonly PlanStep[]): PlanDifference {
  const without = (steps: readonly PlanStep[], others: readonly PlanStep[]) => {
    const known = new Set(others.map(stepKey));
    return steps.filter((step) => !known.has(stepKey(step)));
  };
  return { missing: without(approved, found), extra: without(found, approved) };
}

const stepKey = ({ operation, name, arch, from, to }: PlanStep): string =>
  [name, arch, operation, from, to].join('\0');
