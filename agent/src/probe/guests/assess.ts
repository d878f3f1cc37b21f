import type { Guest, GuestsSnapshot } from '@suivi/shared';
import type { GuestsRecord } from '../../domain/guests-record.ts';
import type { SeenHost } from '../../host/guests.ts';
import { parseSettings, parseStates } from './parse.ts';

/** What the agent itself can see, and what its runner has read. */
export interface GuestsFacts {
  readonly machineId: string;
  readonly host: SeenHost | null;
  /** Why the machine's policy does not let root read them; null when it does. */
  readonly refusal: string | null;
  readonly record: GuestsRecord | null;
  /** Now, by this machine's clock. */
  readonly now: string;
}

const NEVER_READ =
  'Root has not read the guests yet, so their names and addresses are not known. The machine does so by itself within some minutes, or when it is asked for guests_inventory.';
const NOTHING = { name: null, state: null, osType: null, isTemplate: null, macs: null };

/** The guests that there are now, each with what root has read of it. What is new since then is listed without. Pure. */
export function assessGuests({ machineId, host, refusal, record, now }: GuestsFacts): GuestsSnapshot {
  const read = refusal === null && record?.manager === host?.manager ? record : null;
  // Where only root may list the folder, it is root who has seen that nothing is in it.
  const isEmpty = host?.guests === null && host.manager !== 'proxmox' && read?.configs.length === 0;
  if (!host || isEmpty)
    return { machineId, checkedAt: now, state: 'no_host', manager: null, problem: null, guests: [] };
  const { manager } = host;
  const known = new Map(read ? detailsOf(read).map((guest) => [keyOf(guest), guest]) : []);
  const guests = host.guests
    ? host.guests.map(({ kind, id }) => known.get(keyOf({ kind, id })) ?? { id, kind, ...NOTHING })
    : [...known.values()];
  return {
    machineId,
    checkedAt: read?.readAt ?? now,
    state: read ? 'read' : refusal === null ? 'never_read' : 'not_allowed',
    manager,
    problem: read ? null : problemOf(refusal),
    guests,
  };
}

function problemOf(refusal: string | null): GuestsSnapshot['problem'] {
  if (refusal === null) return { code: 'never_read', message: NEVER_READ };
  const message = `${refusal} Change it in the policy file on the machine, where that is wanted.`;
  return { code: 'policy_refused', message: message.slice(0, 1000) };
}

function detailsOf(record: GuestsRecord): Guest[] {
  const stateOf = parseStates(record);
  return record.configs.map((config) => {
    const { kind, id, lines } = config;
    const settings = parseSettings(record.manager, lines);
    const name = settings.name ?? nameWithout(record.manager, config);
    return { id, kind, state: stateOf(kind, id), ...settings, name };
  });
}

/** What its host calls a guest whose settings give it no name; null where they could not be read. */
function nameWithout(
  manager: GuestsRecord['manager'],
  { kind, id, lines }: GuestsRecord['configs'][number],
): string | null {
  if (manager === 'lxc') return id;
  return kind === 'vm' && lines !== null ? `VM ${id}` : null;
}

const keyOf = ({ kind, id }: Pick<Guest, 'kind' | 'id'>): string => `${kind} ${id}`;
