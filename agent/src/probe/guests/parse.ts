import type { Guest } from '@suivi/shared';
import type { GuestsRecord } from '../../domain/guests-record.ts';

/** What the settings of a guest say. */
export type GuestSettings = Pick<Guest, 'name' | 'osType' | 'isTemplate' | 'macs'>;

const UNREAD: GuestSettings = { name: null, osType: null, isTemplate: null, macs: null };
/** A whole value, or that of `hwaddr=` or `virtio=`. An IPv6 address may hold what looks like one in its middle. */
const MAC = /(?<=^|[=,])[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?=$|,)/gi;

/** Reads the settings of a guest: of Proxmox VE or Incus (`key: value`), or of LXC (`lxc.key = value`). */
export function parseSettings(
  manager: GuestsRecord['manager'],
  lines: readonly string[] | null,
): GuestSettings {
  if (lines === null) return UNREAD;
  const pairs = lines.map((line) => {
    const [, key = '', value = ''] = /^\s*([\w.]+)\s*[:=]\s*(.*?)\s*$/.exec(line) ?? [];
    return [key, value.replace(/^"(.*)"$/, '$1')] as const;
  });
  const last = (...keys: string[]) =>
    pairs.findLast(([key]) => keys.includes(key))?.[1].slice(0, 256) || null;
  const addresses = pairs.flatMap(([key, value]) =>
    /^(net\d|lxc\.net|hwaddr$)/.test(key) ? (value.match(MAC) ?? []) : [],
  );
  return {
    name: last('name', 'hostname', 'lxc.uts.name', 'lxc.utsname'),
    osType: manager === 'lxc' ? null : (last('ostype')?.slice(0, 64) ?? null),
    isTemplate: manager === 'proxmox' && last('template') === '1',
    macs: [...new Set(addresses.map((mac) => mac.toLowerCase()))].slice(0, 64),
  };
}

/** Which guests run, by the id of each. A list that could not be had gives none. */
export function parseStates({
  manager,
  configs,
  vms,
  containers,
}: GuestsRecord): (kind: Guest['kind'], id: string) => string | null {
  if (manager === 'incus') {
    const states = new Map(configs.map(({ id, lines }) => [id, stateLine(lines ?? [])]));
    return (_, id) => states.get(id) ?? null;
  }
  const ofVms = vms === null ? null : parseQmList(vms);
  if (manager === 'lxc') {
    const running = containers === null ? null : new Set(containers.split(/\s+/));
    return (_, id) => (running === null ? null : running.has(id) ? 'running' : 'stopped');
  }
  const ofContainers = containers === null ? null : parsePctList(containers);
  return (kind, id) => (kind === 'vm' ? ofVms : ofContainers)?.get(id) ?? null;
}

const stateLine = (lines: readonly string[]): string | null =>
  lines.flatMap((line) => /^state: (.{1,32})/.exec(line)?.[1] ?? [])[0] ?? null;

/** `qm list`: VMID NAME STATUS MEM(MB) BOOTDISK(GB) PID, where a name may be cut and holds no space. */
const parseQmList = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/^\s*(\d+)\s+.*?\s([a-z][a-z-]*)\s+\d+\s+[\d.]+\s+\d+\s*$/gm)].map(
      ([, id = '', state = '']) => [id, state.slice(0, 32)],
    ),
  );

/** `pct list`: VMID Status Lock Name. */
const parsePctList = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/^(\d+)\s+([a-z][a-z-]*)\b/gm)].map(([, id = '', state = '']) => [
      id,
      state.slice(0, 32),
    ]),
  );
