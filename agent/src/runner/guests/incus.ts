import type { GuestsRecord } from '../../domain/guests-record.ts';

/** What is read of `incus list --format json`; everything may be missing, and other members are ignored. */
interface Instance {
  readonly name?: unknown;
  readonly project?: unknown;
  readonly type?: unknown;
  readonly status?: unknown;
  readonly expanded_config?: Readonly<Record<string, unknown>>;
  readonly expanded_devices?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
}

const MOST = 2000;
const MOST_LINES = 100;
const LONGEST = 500;
const HARDWARE_ADDRESS = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

/**
 * Of what `incus list --all-projects --format json` wrote, what says which guests there are, as lines like those of other
 * managers. Nothing else leaves root: there are passwords and keys among the settings. Null: it cannot be read.
 */
export function incusGuests(json: string): GuestsRecord['configs'] | null {
  let instances: unknown;
  try {
    instances = JSON.parse(json);
  } catch {
    return null;
  }
  if (!Array.isArray(instances)) return null;
  return instances.flatMap(guestOf).slice(0, MOST);
}

function guestOf(instance: Instance | null): GuestsRecord['configs'] {
  const { name, project, type, status, expanded_config: config = {} } = instance ?? {};
  if (typeof name !== 'string') return [];
  const isDefault = typeof project !== 'string' || project === 'default';
  const lines = [
    `name: ${name}`,
    ...(typeof status === 'string' ? [`state: ${status.toLowerCase()}`] : []),
    ...(typeof config['image.os'] === 'string' ? [`ostype: ${config['image.os'].toLowerCase()}`] : []),
    ...addressesOf(instance ?? {}).map((address) => `hwaddr: ${address}`),
  ];
  return [
    {
      kind: type === 'virtual-machine' ? 'vm' : 'container',
      id: (isDefault ? name : `${project}/${name}`).slice(0, 256),
      lines: lines.slice(0, MOST_LINES).map((line) => line.slice(0, LONGEST)),
    },
  ];
}

/** Those that a person has given its network cards, and those that Incus has drawn for the others. */
function addressesOf({ expanded_config: config = {}, expanded_devices: devices = {} }: Instance): string[] {
  const given = Object.values(devices).map((device) => device?.['hwaddr']);
  const drawn = Object.entries(config)
    .filter(([key]) => /^volatile\..+\.hwaddr$/.test(key))
    .map(([, value]) => value);
  return [...given, ...drawn].filter(
    (value): value is string => typeof value === 'string' && HARDWARE_ADDRESS.test(value),
  );
}
