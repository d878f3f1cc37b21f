import { Count, IsoTime, Nullable, PackageStatus, SecurityAnswer } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import type { PendingOnMachine } from '../../domain/queries.ts';

/** A package that is pending somewhere on the fleet. */
export const FleetPackage = Type.Object({
  name: Type.String(),
  candidateVersions: Type.Array(Type.String(), { description: 'Which versions it would come to.' }),
  security: SecurityAnswer,
  machines: { ...Count, description: 'How many machines have it pending.' },
  upgradable: { ...Count, description: 'On how many of them an upgrade would take it now.' },
  since: Nullable({
    ...IsoTime,
    description:
      'When it was first seen as pending on the first of them; null when that is not known of each.',
  }),
});
export type FleetPackage = Static<typeof FleetPackage>;

/** A pending package on one machine. */
export const PackageOnMachine = Type.Object({
  machineId: Type.String(),
  arch: Type.String(),
  installedVersion: Type.String(),
  candidateVersion: Type.String(),
  security: SecurityAnswer,
  status: PackageStatus,
  since: Nullable({
    ...IsoTime,
    description: 'When it was first seen as pending; null when that is not known.',
  }),
  reason: Nullable(Type.String({ description: 'Why it will not be upgraded, or what its upgrade needs.' })),
});
export type PackageOnMachine = Static<typeof PackageOnMachine>;

const STRONGEST = ['yes', 'unknown', 'no'] as const;

/** The fleet turned round: each package once, those for security first, then those that most machines wait for. Pure. */
export function byPackage(pending: readonly PendingOnMachine[]): FleetPackage[] {
  const groups = new Map<string, PendingOnMachine[]>();
  for (const one of pending) {
    const group = groups.get(one.name);
    if (group) group.push(one);
    else groups.set(one.name, [one]);
  }
  const packages = [...groups].map(([name, group]) => ({
    name,
    candidateVersions: [...new Set(group.map(({ candidateVersion }) => candidateVersion))].sort(),
    security: STRONGEST.find((answer) => group.some(({ security }) => security === answer)) ?? 'unknown',
    machines: machinesOf(group),
    since: firstOf(group),
    upgradable: machinesOf(group.filter(({ status }) => status === 'upgradable')),
  }));
  return packages.sort(
    (a, b) =>
      STRONGEST.indexOf(a.security) - STRONGEST.indexOf(b.security) ||
      b.machines - a.machines ||
      (a.name < b.name ? -1 : 1),
  );
}

/** One that is not known may be the first. */
const firstOf = (pending: readonly PendingOnMachine[]): string | null => {
  const times = pending.map(({ since }) => since);
  return times.includes(null) ? null : (times.sort()[0] ?? null);
};

const machinesOf = (pending: readonly PendingOnMachine[]): number =>
  new Set(pending.map(({ machineId }) => machineId)).size;
