import type { Guest, MachineKind } from '@suivi/shared';

/** A machine that has an agent, by what a host can know it by. */
export interface KnownMachine {
  readonly machineId: string;
  readonly name: string;
  readonly hostname: string;
  readonly machineKind: MachineKind | null;
  /** Of its network cards; null while it has not told them. */
  readonly macs: readonly string[] | null;
}

/**
 * Whether a guest has an agent. `has_agent`: a machine has an address of it. `perhaps`: a machine has its name, and their addresses
 * cannot be compared. `none`: no machine has an address of it. `not_needed`: a template. `not_possible`: no Debian family runs in it.
 */
export type AgentState = 'has_agent' | 'perhaps' | 'none' | 'not_needed' | 'not_possible' | 'unknown';

export interface GuestAgent {
  readonly state: AgentState;
  /** The machines that it is, or may be. More than one where a guest was copied with its addresses. */
  readonly machines: readonly Pick<KnownMachine, 'machineId' | 'name'>[];
}

/** What Proxmox VE calls a system in which there is no apt; l24, l26 and other are anything. */
const NO_APT = /^(w|solaris|alpine|archlinux|centos|fedora|gentoo|nixos|opensuse)/;

/** Finds the agents of guests. By their addresses: a guest's name is often not the one that it has for itself. Pure. */
export function agentsOf(machines: readonly KnownMachine[]): (guest: Guest) => GuestAgent {
  const byMac = new Map<string, KnownMachine[]>();
  const byName = new Map<string, KnownMachine[]>();
  for (const machine of machines) {
    for (const mac of machine.macs ?? []) add(byMac, mac.toLowerCase(), machine);
    add(byName, firstLabel(machine.hostname), machine);
  }
  return (guest) => {
    const { name, macs, osType, isTemplate } = guest;
    const found = new Set((macs ?? []).flatMap((mac) => byMac.get(mac) ?? []));
    if (found.size > 0) return { state: 'has_agent', machines: [...found].map(idAndName) };
    if (isTemplate) return { state: 'not_needed', machines: [] };
    if (osType !== null && NO_APT.test(osType)) return { state: 'not_possible', machines: [] };
    const hasAddress = macs !== null && macs.length > 0;
    const namesakes = name === null ? [] : (byName.get(firstLabel(name)) ?? []);
    const possible = hasAddress ? namesakes.filter(isSilent) : namesakes;
    if (possible.length > 0) return { state: 'perhaps', machines: possible.map(idAndName) };
    return { state: hasAddress ? 'none' : 'unknown', machines: [] };
  };
}

/** Whether a machine has not told by which addresses it could be known. */
export const isSilent = ({ macs }: KnownMachine): boolean => macs === null || macs.length === 0;

/** Whether a machine may be a guest, by its kind. */
export const mayBeGuest = ({ machineKind }: KnownMachine): boolean =>
  machineKind === null || ['vm', 'lxc', 'unknown'].includes(machineKind);

const firstLabel = (name: string): string => name.toLowerCase().split('.')[0] ?? '';
const idAndName = ({ machineId, name }: KnownMachine) => ({ machineId, name });

function add(map: Map<string, KnownMachine[]>, key: string, machine: KnownMachine): void {
  const there = map.get(key);
  if (there) there.push(machine);
  else map.set(key, [machine]);
}
