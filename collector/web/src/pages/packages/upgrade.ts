import { askMachines, type FleetAnswer } from '../../api/actions.ts';
import type { PackageOnMachine } from '../../api/types.ts';

type Pending = Pick<PackageOnMachine, 'machineId' | 'arch' | 'candidateVersion'>;

/** Machines that can be asked by one request: those that would take the same architectures to the same versions. */
export function sameWishes(
  pending: readonly Pending[],
): { machineIds: string[]; targets: Omit<Pending, 'machineId'>[] }[] {
  const ofMachine = new Map<string, Omit<Pending, 'machineId'>[]>();
  for (const { machineId, arch, candidateVersion } of pending)
    ofMachine.set(machineId, [...(ofMachine.get(machineId) ?? []), { arch, candidateVersion }]);
  const groups = new Map<string, { machineIds: string[]; targets: Omit<Pending, 'machineId'>[] }>();
  for (const [machineId, targets] of ofMachine) {
    targets.sort((a, b) => (a.arch < b.arch ? -1 : 1));
    const key = JSON.stringify(targets);
    const group = groups.get(key) ?? { machineIds: [], targets };
    group.machineIds.push(machineId);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Asks each machine to upgrade one package to the version that it has pending. */
export async function upgradePackage(name: string, pending: readonly Pending[]): Promise<FleetAnswer[]> {
  const answers: FleetAnswer[] = [];
  for (const { machineIds, targets } of sameWishes(pending)) {
    const packages = targets.map(({ arch, candidateVersion }) => ({ name, arch, version: candidateVersion }));
    const { items } = await askMachines(machineIds, {
      action: 'apt_upgrade_selected',
      plan: 'current',
      packages,
    });
    answers.push(...items);
  }
  return answers;
}
