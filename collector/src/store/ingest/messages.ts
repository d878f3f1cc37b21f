import { v7 as uuid } from 'uuid';
import type { Notice, Sighting } from '../../domain/messages.ts';
import { BulkInsert, BulkUpdate } from '../database/bulk.ts';
import { anyOf } from '../database/dialect.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import type { ImportantMessagesTable } from '../tables.ts';

/** What was to be read at one look at a machine: when that was, and what shows it. */
export interface Seen extends Sighting {
  readonly machineId: string;
  readonly at: string;
  readonly snapshotId: string | null;
  readonly executionId: string | null;
}

type Stored = Omit<ImportantMessagesTable, 'rawLineRef' | 'machineId' | 'fingerprint'> & {
  readonly machineId: string;
  readonly fingerprint: string;
};

const COLUMNS = [
  'id',
  'machineId',
  'source',
  'category',
  'severity',
  'packageName',
  'component',
  'message',
  'snapshotId',
  'executionId',
  'firstSeenAt',
  'lastSeenAt',
  'acknowledged',
  'acknowledgedAt',
  'acknowledgedBy',
  'payloadJson',
  'resolvedAt',
  'fingerprint',
  'observedBy',
] as const satisfies readonly (keyof Stored)[];

const insertMessages = new BulkInsert<Stored>('important_messages', COLUMNS);

const updateMessages = new BulkUpdate<Stored>('important_messages', 'id', {
  severity: 'text',
  message: 'text',
  snapshotId: 'text',
  executionId: 'text',
  lastSeenAt: 'text',
  acknowledged: 'integer',
  acknowledgedAt: 'text',
  acknowledgedBy: 'text',
  payloadJson: 'text',
  resolvedAt: 'text',
  observedBy: 'text',
});

/**
 * Brings the important messages of machines up to date with what was seen, in that order: the same message moves on, a
 * resolved one that is back is open again, and what a look of the same kind no longer shows is resolved.
 */
export async function storeSeen(tx: WriteTransaction, seen: readonly Seen[]): Promise<void> {
  const relevant = seen.filter(({ looked, notices }) => looked || notices.length > 0);
  if (relevant.length === 0) return;
  const known = new KnownMessages(await readKnown(tx, relevant));
  for (const each of relevant) known.apply(each);
  await insertMessages.run(tx, [...known.added]);
  await updateMessages.run(tx, [...known.changed]);
}

/** The messages of these machines that are not resolved, and those that are and may be back. */
async function readKnown(tx: WriteTransaction, seen: readonly Seen[]): Promise<Stored[]> {
  const machines = new Set(seen.map(({ machineId }) => machineId));
  const fingerprints = new Set(seen.flatMap(({ notices }) => notices.map(({ fingerprint }) => fingerprint)));
  const rows = tx.db
    .selectFrom('importantMessages')
    .select(COLUMNS)
    .where('machineId', 'in', anyOf(tx.dialect, machines))
    .where((eb) =>
      eb.or([eb('resolvedAt', 'is', null), eb('fingerprint', 'in', anyOf(tx.dialect, fingerprints))]),
    )
    .where('fingerprint', 'is not', null);
  return (await rows.execute()) as Stored[];
}

class KnownMessages {
  readonly added = new Set<Stored>();
  readonly changed = new Set<Stored>();
  readonly #machines = new Map<string, Map<string, Stored>>();

  constructor(stored: readonly Stored[]) {
    for (const row of stored) this.#of(row.machineId).set(row.fingerprint, row);
  }

  apply(seen: Seen): void {
    const shown = new Set(seen.notices.map((notice) => this.#show(notice, seen)));
    if (!seen.looked) return;
    const { machineId, observedBy, at } = seen;
    for (const row of this.#of(machineId).values())
      if (row.observedBy === observedBy && row.resolvedAt === null && !shown.has(row))
        this.#change(row, { resolvedAt: at });
  }

  #show({ fingerprint, payload, ...said }: Notice, { machineId, at, observedBy, ...ids }: Seen): Stored {
    const { snapshotId, executionId } = ids;
    const now = { ...said, snapshotId, executionId, lastSeenAt: at, observedBy };
    const payloadJson = payload && JSON.stringify(payload);
    const open = { acknowledged: 0, acknowledgedAt: null, acknowledgedBy: null, resolvedAt: null } as const;
    const messages = this.#of(machineId);
    const row = messages.get(fingerprint);
    if (row) return this.#change(row, { ...now, payloadJson, ...(row.resolvedAt !== null && open) });
    const fresh: Stored = {
      id: uuid(),
      machineId,
      ...now,
      payloadJson,
      ...open,
      firstSeenAt: at,
      fingerprint,
    };
    messages.set(fingerprint, fresh);
    this.added.add(fresh);
    return fresh;
  }

  #of(machineId: string): Map<string, Stored> {
    const messages = this.#machines.get(machineId) ?? new Map<string, Stored>();
    this.#machines.set(machineId, messages);
    return messages;
  }

  #change(row: Stored, fields: Partial<Stored>): Stored {
    Object.assign(row, fields);
    if (!this.added.has(row)) this.changed.add(row);
    return row;
  }
}
