import type { GuestsSnapshot } from '@suivi/shared';
import { readGuestsRecord } from '../../domain/guests-record.ts';
import { findGuests } from '../../host/guests.ts';
import { assessGuests, type GuestsFacts } from './assess.ts';

export interface GuestsProbeOptions {
  readonly machineId: string;
  /** `/`, or a sandbox. */
  readonly root: string;
  /** What the runner read last. */
  readonly record: string;
  /** Why the machine's policy does not let root read them; null when it does. */
  readonly refusal: () => Promise<string | null>;
}

export interface GuestsProbe {
  /** Changes whenever the guests may. */
  fingerprint(): Promise<string>;
  read(): Promise<GuestsSnapshot>;
  /** When root read them last; null when it never has, or when there are guests that were not there then. */
  lastReading(): Promise<Date | null>;
  /** Whether there are guests that root may read. */
  isReadable(): Promise<boolean>;
}

/** What an agent that is not root can tell of a machine's guests: what it sees, and what its runner has read. */
export function openGuestsProbe({ machineId, root, record, refusal }: GuestsProbeOptions): GuestsProbe {
  const look = async (): Promise<GuestsFacts> => ({
    machineId,
    host: await findGuests(root),
    refusal: await refusal(),
    record: await readGuestsRecord(record),
    now: new Date().toISOString(),
  });
  return {
    async fingerprint() {
      const { host, refusal: why, record: read } = await look();
      return JSON.stringify([host, why, read?.readAt ?? null]);
    },
    read: async () => assessGuests(await look()),
    async lastReading() {
      const { host, record: read } = await look();
      if (!read) return null;
      const known = new Set(read.configs.map(({ kind, id }) => `${kind} ${id}`));
      const isNew = host?.guests?.some(({ kind, id }) => !known.has(`${kind} ${id}`)) ?? false;
      return isNew ? null : new Date(read.readAt);
    },
    isReadable: async () => {
      const { host, refusal: why } = await look();
      return host !== null && why === null;
    },
  };
}
