import type { Kysely } from 'kysely';
import type { ImportantMessageRow, MessageFilter, MessageStore } from '../domain/messages.ts';
import type { Database } from './database/open.ts';
import { nameOf } from './queries/names.ts';
import { keysetPage } from './queries/page.ts';
import { Unit } from './state/unit.ts';
import type { Tables } from './tables.ts';

const COLUMNS = [
  'id',
  'machineId',
  'source',
  'category',
  'severity',
  'packageName',
  'component',
  'message',
  'rawLineRef',
  'snapshotId',
  'executionId',
  'firstSeenAt',
  'lastSeenAt',
  'acknowledged',
  'acknowledgedAt',
  'acknowledgedBy',
  'payloadJson',
  'resolvedAt',
] as const satisfies readonly (keyof ImportantMessageRow)[];

/** Important messages, as people read them and take note of them. */
export function messageStore({ db, writer }: Database): MessageStore {
  /** Those of machines that are there. */
  const present = (from: Kysely<Tables>) =>
    from
      .selectFrom('importantMessages as i')
      .select(COLUMNS.map((column) => `i.${column}` as const))
      .select(nameOf('i.acknowledged_by').as('acknowledgedByName'))
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('machines as m')
              .select('m.id')
              .whereRef('m.id', '=', 'i.machineId')
              .where('m.deletedAt', 'is not', null),
          ),
        ),
      );
  return {
    messages: (filter, page) =>
      keysetPage(
        page,
        ['string', 'string'],
        (after, limit) => {
          let query = filtered(present(db), filter)
            .orderBy('i.lastSeenAt', 'desc')
            .orderBy('i.id', 'desc')
            .limit(limit);
          if (after)
            query = query.where((eb) => eb(eb.refTuple('i.lastSeenAt', 'i.id'), '<', eb.tuple(...after)));
          return query.execute();
        },
        ({ lastSeenAt, id }) => [lastSeenAt, id],
      ),
    message: async (id) => (await present(db).where('i.id', '=', id).executeTakeFirst()) ?? null,
    async acknowledge(id, acknowledged, by, at) {
      const { result, changes } = await writer.write(async (tx) => {
        const row = await present(tx.db).where('i.id', '=', id).executeTakeFirst();
        if (!row) return false;
        if ((row.acknowledged === 1) === acknowledged) return true;
        await tx.db
          .updateTable('importantMessages')
          .set(
            acknowledged
              ? { acknowledged: 1, acknowledgedAt: at, acknowledgedBy: by.actorId }
              : { acknowledged: 0, acknowledgedAt: null, acknowledgedBy: null },
          )
          .where('id', '=', id)
          .execute();
        const { machineId, message, category, executionId, snapshotId } = row;
        const unit = await Unit.of(tx, at, []);
        unit.machineState.recordEvent({
          machineId,
          eventType: acknowledged ? 'message_acknowledged' : 'message_unacknowledged',
          severity: 'info',
          ...by,
          executionId,
          snapshotId,
          message,
          payload: { messageId: id, category },
        });
        await unit.flush();
        return true;
      });
      return result ? changes : null;
    },
  };
}

interface Filterable<Q> {
  where(column: 'i.machineId' | 'i.severity' | 'i.category', operator: '=', value: string): Q;
  where(column: 'i.resolvedAt', operator: 'is' | 'is not', value: null): Q;
  where(column: 'i.acknowledged', operator: '=', value: 0 | 1): Q;
}

function filtered<Q extends Filterable<Q>>(
  all: Q,
  { machineId, status, severity, category }: MessageFilter,
): Q {
  let query = all;
  if (machineId !== undefined) query = query.where('i.machineId', '=', machineId);
  if (severity !== undefined) query = query.where('i.severity', '=', severity);
  if (category !== undefined) query = query.where('i.category', '=', category);
  if (status === 'resolved') query = query.where('i.resolvedAt', 'is not', null);
  if (status === 'open' || status === 'acknowledged')
    query = query
      .where('i.resolvedAt', 'is', null)
      .where('i.acknowledged', '=', status === 'acknowledged' ? 1 : 0);
  return query;
}
