import type { PlanStep } from '@suivi/shared';
import { list, plain } from './markdown.ts';

type Operation = PlanStep['operation'];

/** Past and infinitive of what happens to a package, in the order in which a report tells it. */
export const OPERATIONS: readonly (readonly [Operation, string, string])[] = [
  ['upgrade', 'Upgraded', 'Upgrade'],
  ['install', 'Installed', 'Install'],
  ['downgrade', 'Downgraded', 'Downgrade'],
  ['remove', 'Removed', 'Remove'],
  ['purge', 'Purged', 'Purge'],
];

/** A package with its versions: `openssl (amd64) 3.0.15 → 3.0.17`. */
export function describeStep({ name, arch, from, to }: PlanStep): string {
  const versions = [from, to].filter((version) => version !== null).map(plain);
  return `${plain(name)} (${plain(arch)}) ${versions.join(' → ')}`.trim();
}

/** One step with what happens: for lists in which the operations are mixed. */
export const describeMixed = (step: PlanStep): string => {
  const verb = OPERATIONS.find(([operation]) => operation === step.operation)?.[2] ?? step.operation;
  return `${verb} ${describeStep(step)}`;
};

/** Steps grouped by what happens, each group with its number and sorted by name. */
export const grouped = (steps: readonly PlanStep[], tense: 'past' | 'future'): string[][] =>
  OPERATIONS.flatMap(([operation, past, future]) => {
    const group = steps.filter((step) => step.operation === operation);
    if (group.length === 0) return [];
    const sorted = [...group].sort((a, b) => (a.name < b.name ? -1 : 1));
    const title = `**${tense === 'past' ? past : future} (${group.length})**`;
    return [[title], list(sorted.map(describeStep))];
  });

/** How many packages were treated in which way, for a sentence: `2 upgraded, 1 installed`. */
export const counted = (steps: readonly PlanStep[]): string =>
  OPERATIONS.flatMap(([operation, past]) => {
    const count = steps.filter((step) => step.operation === operation).length;
    return count === 0 ? [] : `${count} ${past.toLowerCase()}`;
  }).join(', ');
