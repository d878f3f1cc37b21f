import type { ClientStore } from '../domain/clients.ts';
import type { Database } from './database/open.ts';
import { keysetPage } from './queries/page.ts';
import { recordAudit } from './state/audit.ts';

/** `last_used_at` is a hint for people: it moves once a minute at most. */
const TOUCH_MS = 60_000;

/** API clients and the hashes of their tokens. */
export function clientStore({ db, writer }: Database): ClientStore {
  return {
    async createClient(client, by) {
      const { changes } = await writer.write(async (tx) => {
        await tx.db.insertInto('apiClients').values(client).execute();
        if (!by) return;
        const { id: clientId, name, tokenPrefix, scopesJson, createdAt } = client;
        const message = `The API client ${name} was made.`;
        const payload = { clientId, name, tokenPrefix, scopes: JSON.parse(scopesJson) as unknown };
        await recordAudit(tx, { eventType: 'client_created', message, payload }, by, createdAt);
      });
      return changes;
    },
    listClients: (page) =>
      keysetPage(
        page,
        ['string', 'string'],
        (after, limit) => {
          const clients = db
            .selectFrom('apiClients')
            .selectAll()
            .orderBy('createdAt')
            .orderBy('id')
            .limit(limit);
          if (!after) return clients.execute();
          const [createdAt, id] = after;
          return clients
            .where((eb) => eb(eb.refTuple('createdAt', 'id'), '>', eb.tuple(createdAt, id)))
            .execute();
        },
        ({ createdAt, id }) => [createdAt, id],
      ),
    findActiveClient: async (name) =>
      (await db
        .selectFrom('apiClients')
        .selectAll()
        .where('name', '=', name)
        .where('revokedAt', 'is', null)
        .orderBy('createdAt')
        .limit(1)
        .executeTakeFirst()) ?? null,
    findClientByHash: async (tokenHash) =>
      (await db.selectFrom('apiClients').selectAll().where('tokenHash', '=', tokenHash).executeTakeFirst()) ??
      null,
    async revokeClient(id, at, by) {
      const { result, changes } = await writer.write(async (tx) => {
        const client = await tx.db
          .updateTable('apiClients')
          .set({ revokedAt: at })
          .where('id', '=', id)
          .where('revokedAt', 'is', null)
          .returning(['name', 'tokenPrefix'])
          .executeTakeFirst();
        if (!client) return false;
        if (!by) return true;
        const message = `The API client ${client.name} was revoked.`;
        const payload = { clientId: id, ...client };
        await recordAudit(tx, { eventType: 'client_revoked', message, payload }, by, at);
        return true;
      });
      return result ? changes : null;
    },
    async touchClient(id, at) {
      const due = new Date(Date.parse(at) - TOUCH_MS).toISOString();
      const stale = await db
        .selectFrom('apiClients')
        .select('id')
        .where('id', '=', id)
        .where((eb) => eb.or([eb('lastUsedAt', 'is', null), eb('lastUsedAt', '<=', due)]))
        .executeTakeFirst();
      if (!stale) return;
      await writer.write((tx) =>
        tx.db.updateTable('apiClients').set({ lastUsedAt: at }).where('id', '=', id).execute(),
      );
    },
  };
}
