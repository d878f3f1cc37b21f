import type { GuestsRecord } from '../../domain/guests-record.ts';

/** What is read of `incus list --format json`; everything may be missing, and other members are ignored. */
interface Instance {
  readonly name?: unknown;
  readonly project?: unknown;
  readonly type?: unknown;
  readonly status?: unknown;
  /** The member of a cluster that it is on; `none` without a cluster. */
  readonly location?: unknown;
  readonly expanded_config?: Readonly<Record<string, unknown>>;
  readonly expanded_devices?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
}

const MOST = 2000;
const MOST_LINES = 100;
const LONGEST = 500;
const HARDWARE_ADDRESS = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

/** What is read of `incus query /1.0`. */
interface Server {
  readonly environment?: { readonly server_name?: unknown } | null;
}

/**
 * Of what `incus list --all-projects --format json` wrote, what says which guests are on this server, as lines like those of other
 * managers: each member of a cluster lists those of all. `server` is what `incus query /1.0` wrote, null where it could not be asked.
 * Nothing else leaves root: there are passwords and keys among the settings. Null: it cannot be read, or it is a cluster and not
 * known which of its members this is.
 */
export function incusGuests(json: string, server: string | null): GuestsRecord['configs'] | null {
  const instances = parsed(json);
  if (!Array.isArray(instances)) return null;
  const listed = instances as readonly (Instance | null)[];
  const own = serverName(server);
  if (own === null && listed.some((instance) => locationOf(instance) !== null)) return null;
  return listed
    .filter((instance) => [null, own].includes(locationOf(instance)))
    .flatMap(guestOf)
    .slice(0, MOST);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** What this server is called, in a cluster as its member. */
function serverName(server: string | null): string | null {
  const name = (parsed(server ?? '') as Server | null)?.environment?.server_name;
  return typeof name === 'string' && name !== '' ? name : null;
}

/** The member of a cluster that an instance is on; null where there is no cluster. */
function locationOf(instance: Instance | null): string | null {
  const location = instance?.location;
  return typeof location === 'string' && location !== '' && location !== 'none' ? location : null;
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
