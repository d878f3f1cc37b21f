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
    steps.map(({ operation, name, arch, from, to }) => [
      [name, arch, operation, from, to].join('\0'),
      { operation, name, arch, from, to },
    ]),
  );
  return contentHash([...texts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, step]) => step));
}
