import type { PlanDifference, PlanStep } from '@suivi/shared';

/** Whether a step takes a package away. */
export const isRemoval = ({ operation }: Pick<PlanStep, 'operation'>): boolean =>
  operation === 'remove' || operation === 'purge';

/** A step in words, e.g. `upgrade lab-app amd64 from 1.0 to 1.1`. */
export function describeStep({ operation, name, arch, from, to }: PlanStep): string {
  const versions = [
    ...(from !== null && !isRemoval({ operation }) ? [`from ${from}`] : []),
    ...(to === null ? [] : [`to ${to}`]),
  ];
  return [operation, name, arch, ...versions].join(' ');
}

/** A difference in words, one line a step. */
export const describeDifference = ({ missing, extra }: PlanDifference): string[] => [
  ...missing.map((step) => `  approved, but no longer planned: ${describeStep(step)}`),
  ...extra.map((step) => `  planned now, but never approved: ${describeStep(step)}`),
];

/** Some names, and how many more there are. */
export const listNames = (names: readonly string[], most = 10): string =>
  names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
