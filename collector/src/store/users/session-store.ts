import type { SessionStore } from '../../domain/users.ts';
import type { Database } from '../database/open.ts';
import { recordAudit } from '../state/audit.ts';
import { selectUsers, viewOf } from './account.ts';

/** A user is signed in in no more browsers at once; the one that was used longest ago makes room. */
const MOST_PER_USER = 50;

/** Sessions, by the hashes of their cookies. */
export function sessionStore({ db, writer }: Database): SessionStore {
  const sessionsOf = (userId: string) =>
    db.selectFrom('userSessions').selectAll().where('userId', '=', userId).orderBy('createdAt', 'desc');
  return {
    async open(session, event) {
      const { userId, createdAt } = session;
      const { changes } = await writer.write(async (tx) => {
        await tx.db
          .deleteFrom('userSessions')
          .where('id', 'in', (eb) =>
            eb
              .selectFrom('userSessions as old')
              .select('old.id')
              .where('old.userId', '=', userId)
              .orderBy('old.lastUsedAt', 'desc')
              .offset(MOST_PER_USER - 1)
              .limit(MOST_PER_USER),
          )
          .execute();
        await tx.db.insertInto('userSessions').values(session).execute();
        await tx.db.updateTable('users').set({ lastLoginAt: createdAt }).where('id', '=', userId).execute();
        await recordAudit(tx, event, { actorType: 'user', actorId: userId }, createdAt);
      });
      return changes;
    },
    async find(tokenHash) {
      const session = await db
        .selectFrom('userSessions')
        .selectAll()
        .where('tokenHash', '=', tokenHash)
        .executeTakeFirst();
      if (!session) return null;
      const user = await selectUsers(db)
        .where('users.id', '=', session.userId)
        .where('disabledAt', 'is', null)
        .executeTakeFirst();
      return user ? { session, user: viewOf(user) } : null;
    },
    async touch(id, at) {
      await writer.write((tx) =>
        tx.db.updateTable('userSessions').set({ lastUsedAt: at }).where('id', '=', id).execute(),
      );
    },
    list: (userId) => sessionsOf(userId).execute(),
    async end(userId, id, event, at) {
      const { result, changes } = await writer.write(async (tx) => {
        const { numDeletedRows } = await tx.db
          .deleteFrom('userSessions')
          .where('userId', '=', userId)
          .where('id', '=', id)
          .executeTakeFirst();
        if (numDeletedRows === 0n) return false;
        await recordAudit(tx, event, { actorType: 'user', actorId: userId }, at);
        return true;
      });
      return result ? changes : null;
    },
    async forget(now, idleSince) {
      await writer.write((tx) =>
        tx.db
          .deleteFrom('userSessions')
          .where((eb) => eb.or([eb('expiresAt', '<=', now), eb('lastUsedAt', '<=', idleSince)]))
          .execute(),
      );
    },
  };
}
