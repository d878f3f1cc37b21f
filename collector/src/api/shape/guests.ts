import { Guest, GuestsSnapshot, IsoTime } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import { agentsOf, isSilent, type KnownMachine, mayBeGuest } from '../../domain/guests.ts';
import type { SnapshotRow } from '../../domain/rows.ts';

const GuestAgent = Type.Object({
  state: Type.Enum(['has_agent', 'perhaps', 'none', 'not_needed', 'not_possible', 'unknown'], {
    description:
      'has_agent: a machine has an address of it. perhaps: one has its name, and no addresses can be compared. none: no machine has an address of it. not_needed: a template. not_possible: what runs in it has no apt. unknown: its addresses are not known.',
  }),
  machines: Type.Array(Type.Object({ machineId: Type.String(), name: Type.String() }), {
    description: 'The machines that it is, or may be.',
  }),
});

/** The guests of a host, each with whether it has an agent. */
export const MachineGuests = Type.Object({
  ...Type.Omit(GuestsSnapshot, ['guests', 'machineId']).properties,
  confirmedAt: { ...IsoTime, description: "When this was last found to hold, by the machine's clock." },
  receivedAt: IsoTime,
  withoutAgent: Type.Integer({ description: 'How many guests have no agent yet.' }),
  silentMachines: Type.Integer({
    description:
      'How many machines that may be guests have not told their network addresses, so that one of them may be listed as without an agent.',
  }),
  guests: Type.Array(Type.Object({ ...Guest.properties, agent: GuestAgent })),
});
export type MachineGuests = Static<typeof MachineGuests>;

/** Joins the guests of a host with the machines of the fleet. Pure. */
export function showGuests(row: SnapshotRow, machines: readonly KnownMachine[]): MachineGuests {
  const { machineId, ...report } = JSON.parse(row.payloadJson) as GuestsSnapshot;
  const others = machines.filter((machine) => machine.machineId !== machineId);
  const agentOf = agentsOf(others);
  const guests = report.guests.map((guest) => {
    const { state, machines: who } = agentOf(guest);
    return { ...guest, agent: { state, machines: [...who] } };
  });
  return {
    ...report,
    confirmedAt: row.lastConfirmedAt ?? row.checkedAt,
    receivedAt: row.receivedAt,
    withoutAgent: guests.filter(({ agent }) => agent.state === 'none').length,
    silentMachines: others.filter((machine) => isSilent(machine) && mayBeGuest(machine)).length,
    guests,
  };
}
