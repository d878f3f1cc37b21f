import type { FleetMachine } from '../api/types.ts';
import { has, NEEDS, type Need, urgency } from './needs.ts';

export const SORTS = ['attention', 'name', 'updates', 'seen'] as const;
export type Sort = (typeof SORTS)[number];
export const GROUPS = ['none', 'tag', 'os', 'kind'] as const;
export type Group = (typeof GROUPS)[number];

/** What the fleet's table shows, as the address says it; what is left out is as by default. */
export interface FleetSearch {
  readonly q?: string;
  readonly need?: Need;
  readonly tag?: string;
  readonly os?: string;
  readonly kind?: string;
  readonly sort?: Sort;
  readonly group?: Group;
}

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((each) => each === value);
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** Reads an address: what it does not understand is left out. */
export function readFleetSearch(raw: Record<string, unknown>): FleetSearch {
  const read = {
    q: text(raw['q']),
    need: oneOf(NEEDS, raw['need']),
    tag: text(raw['tag']),
    os: text(raw['os']),
    kind: text(raw['kind']),
    sort: oneOf(SORTS, raw['sort']),
    group: oneOf(GROUPS, raw['group']),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

/** A machine's system as one word to filter and group by: `debian 12`. */
export const systemOf = ({ osFamily, osVersion }: Pick<FleetMachine, 'osFamily' | 'osVersion'>): string =>
  osVersion === null ? osFamily : `${osFamily} ${osVersion}`;

export type FleetRow =
  | { readonly type: 'group'; readonly key: string; readonly name: string; readonly count: number }
  | { readonly type: 'machine'; readonly key: string; readonly machine: FleetMachine };

/** The machines that fit a search: every word of `q` is somewhere in name, host name, tags or system. */
export function matching(machines: readonly FleetMachine[], search: FleetSearch): FleetMachine[] {
  const words = (search.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return machines.filter((machine) => {
    if (search.need && !has(machine, search.need)) return false;
    if (search.tag !== undefined && !machine.tags.includes(search.tag)) return false;
    if (search.os !== undefined && systemOf(machine) !== search.os) return false;
    if (search.kind !== undefined && machine.machineKind !== search.kind) return false;
    if (words.length === 0) return true;
    const { name, hostname, tags, osCodename } = machine;
    const said = [name, hostname, ...tags, systemOf(machine), osCodename].join(' ').toLowerCase();
    return words.every((word) => said.includes(word));
  });
}

const byName = new Intl.Collator(undefined, { numeric: true }).compare;
const time = (iso: string | null): number => (iso === null ? 0 : Date.parse(iso));
const updatesOf = ({ updates }: FleetMachine): number => updates?.count ?? -1;

/** Sort keys are worked out once a machine; equal ones go by name. */
const KEYS: Record<Sort, (machine: FleetMachine) => readonly number[]> = {
  attention: (machine) => [urgency(machine), -(machine.updates?.security ?? 0), time(machine.statusSince)],
  name: () => [],
  updates: (machine) => [-updatesOf(machine), -(machine.updates?.security ?? 0)],
  seen: (machine) => [machine.connected ? 1 : 0, time(machine.lastSeenAt)],
};

/** These machines in order. */
export function sorted(machines: readonly FleetMachine[], sort: Sort): FleetMachine[] {
  const keyed = machines.map((machine) => ({ machine, key: KEYS[sort](machine) }));
  keyed.sort((a, b) => {
    for (let i = 0; i < a.key.length; i++) {
      const difference = (a.key[i] ?? 0) - (b.key[i] ?? 0);
      if (difference !== 0) return difference;
    }
    return byName(a.machine.name, b.machine.name) || (a.machine.id < b.machine.id ? -1 : 1);
  });
  return keyed.map(({ machine }) => machine);
}

const groupsOf: Record<Exclude<Group, 'none'>, (machine: FleetMachine) => readonly string[]> = {
  tag: ({ tags }) => (tags.length === 0 ? [''] : tags),
  os: (machine) => [systemOf(machine)],
  kind: ({ machineKind }) => [machineKind ?? 'unknown'],
};

/** What the table shows, row by row: machines in order, under their groups where there are any. A machine with two tags is in both. */
export function fleetRows(machines: readonly FleetMachine[], search: FleetSearch): FleetRow[] {
  const { sort = 'attention', group = 'none' } = search;
  const shown = sorted(matching(machines, search), sort);
  if (group === 'none') return shown.map((machine) => ({ type: 'machine', key: machine.id, machine }));
  const groups = new Map<string, FleetMachine[]>();
  for (const machine of shown)
    for (const name of groupsOf[group](machine)) {
      const members = groups.get(name);
      if (members) members.push(machine);
      else groups.set(name, [machine]);
    }
  const named = [...groups].sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : byName(a, b)));
  return named.flatMap(([name, members]): FleetRow[] => [
    { type: 'group', key: `group ${name}`, name, count: members.length },
    ...members.map((machine) => ({ type: 'machine' as const, key: `${name} ${machine.id}`, machine })),
  ]);
}

/** What there is to choose from in the filters. */
export function choicesOf(machines: readonly FleetMachine[]): {
  tags: string[];
  systems: string[];
  kinds: string[];
} {
  const all = <T extends string>(values: Iterable<T>) => [...new Set(values)].sort(byName);
  return {
    tags: all(machines.flatMap(({ tags }) => tags)),
    systems: all(machines.map(systemOf)),
    kinds: all(machines.flatMap(({ machineKind }) => machineKind ?? [])),
  };
}
