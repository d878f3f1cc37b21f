import type { PostInstallStep } from '@suivi/shared';
import { fieldsOf } from './step-fields.ts';
import { draftOf } from './step-form.ts';

/** One thing that a version says, as a line. */
interface Line {
  readonly kind: PostInstallStep['kind'];
  readonly text: string;
}

/** What a version of a profile says, line by line, so that two of them can be compared. */
export const linesOf = (steps: readonly PostInstallStep[]): Line[] =>
  steps.flatMap((step) => {
    const { kind, values } = draftOf(step);
    return fieldsOf(kind).flatMap(({ name }) =>
      (values[name] ?? '')
        .split('\n')
        .filter(Boolean)
        .map((value) => ({ kind, text: `${name}: ${value}` })),
    );
  });

/** What was taken out and what was added between two versions. */
export function difference(
  before: readonly PostInstallStep[],
  after: readonly PostInstallStep[],
): { readonly taken: Line[]; readonly added: Line[] } {
  const without = (some: readonly Line[], others: readonly Line[]) => {
    const known = new Set(others.map(({ kind, text }) => `${kind} ${text}`));
    return some.filter(({ kind, text }) => !known.has(`${kind} ${text}`));
  };
  const [old, now] = [linesOf(before), linesOf(after)];
  return { taken: without(old, now), added: without(now, old) };
}
