import type { MachineKind, NetworkCard } from '@suivi/shared';
import type { KnownMachine } from '../../domain/guests.ts';
import type { Database } from '../database/open.ts';

/** Every machine that has an agent and is not deleted, with the addresses that it has told. */
export async function knownMachines(db: Database['db']): Promise<KnownMachine[]> {
  const rows = await db
    .selectFrom('machines as m')
    .innerJoin('agents as a', 'a.machineId', 'm.id')
    .leftJoin('machineHardware as h', 'h.machineId', 'm.id')
    .select(['m.id', 'm.name', 'm.hostname', 'm.machineKind', 'h.networkJson'])
    .where('m.deletedAt', 'is', null)
    .orderBy('m.id')
    .execute();
  return rows.map(({ id, name, hostname, machineKind, networkJson }) => ({
    machineId: id,
    name,
    hostname,
    machineKind: machineKind as MachineKind | null,
    macs: networkJson === null ? null : addressesIn(networkJson),
  }));
}

const addressesIn = (json: string): string[] =>
  (JSON.parse(json) as NetworkCard[]).flatMap(({ mac }) => (mac === null ? [] : [mac]));
