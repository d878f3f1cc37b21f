import { v7 as uuid } from 'uuid';
import type { Actor } from '../../domain/rows.ts';
import type { NewUser, UserChange, UserStore } from '../../domain/users.ts';
import type { Database } from '../database/open.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { keysetPage } from '../queries/page.ts';
import { recordAudit } from '../state/audit.ts';
import { readAccount, selectUsers, viewOf } from './account.ts';
import { removeUser, updateUser } from './change.ts';

/** The people, and the setup link that makes the first of them. */
export function userStore({ db, writer }: Database): UserStore {
  const change = async (work: (tx: WriteTransaction) => Promise<true | Exclude<UserChange, object>>) => {
    const { result, changes } = await writer.write(work);
    return result === true ? { changes } : result;
  };
  return {
    hasUsers: () => hasUsers({ db }),
    async keepSetupToken(setupTokenHash, setupExpiresAt) {
      const { result } = await writer.write(async (tx) => {
        if (await hasUsers(tx)) return false;
        await tx.db.updateTable('storeMeta').set({ setupTokenHash, setupExpiresAt }).execute();
        return true;
      });
      return result;
    },
    async setUp(tokenHash, user, at) {
      const { result, changes } = await writer.write((tx) => setUp(tx, tokenHash, user, at));
      return result ? changes : null;
    },
    findByLogin: (login) => readAccount(db, 'login', login),
    find: (id) => readAccount(db, 'id', id),
    async list(page) {
      const { items, next } = await keysetPage(
        page,
        ['string', 'string'],
        (after, limit) => {
          const users = selectUsers(db).orderBy('createdAt').orderBy('id').limit(limit);
          if (!after) return users.execute();
          const [createdAt, id] = after;
          return users
            .where((eb) => eb(eb.refTuple('users.createdAt', 'users.id'), '>', eb.tuple(createdAt, id)))
            .execute();
        },
        ({ createdAt, id }) => [createdAt, id],
      );
      return { items: items.map(viewOf), next };
    },
    async create(user, by, at) {
      const { result, changes } = await writer.write((tx) => create(tx, user, by, at));
      return result ? changes : null;
    },
    update: (id, patch, by, at, keepSession) =>
      change((tx) => updateUser(tx, id, patch, by, at, keepSession ?? null)),
    remove: (id, by, at) => change((tx) => removeUser(tx, id, by, at)),
    record: async (event, by, at) => (await writer.write((tx) => recordAudit(tx, event, by, at))).changes,
  };
}

async function hasUsers({ db }: Pick<Database, 'db'>): Promise<boolean> {
  const one = await db.selectFrom('users').select('id').where('deletedAt', 'is', null).limit(1).execute();
  return one.length > 0;
}

async function setUp(tx: WriteTransaction, tokenHash: string, user: NewUser, at: string): Promise<boolean> {
  if (await hasUsers(tx)) return false;
  const meta = await tx.db
    .selectFrom('storeMeta')
    .select(['setupTokenHash', 'setupExpiresAt'])
    .executeTakeFirstOrThrow();
  if (meta.setupTokenHash !== tokenHash || meta.setupExpiresAt === null || meta.setupExpiresAt <= at)
    return false;
  await tx.db.updateTable('storeMeta').set({ setupTokenHash: null, setupExpiresAt: null }).execute();
  await insertUser(tx, user, at);
  const message = `${user.username} set up the collector and is its first administrator.`;
  const me = { actorType: 'user', actorId: user.id } as const;
  await recordAudit(tx, { eventType: 'setup', message }, me, at);
  return true;
}

async function create(tx: WriteTransaction, user: NewUser, by: Actor, at: string): Promise<boolean> {
  const taken = await tx.db
    .selectFrom('users')
    .select('id')
    .where('login', '=', user.login)
    .executeTakeFirst();
  if (taken) return false;
  await insertUser(tx, user, at);
  const message = `The user ${user.username} was made, as ${user.role}.`;
  const payload = { userId: user.id, username: user.username, role: user.role };
  await recordAudit(tx, { eventType: 'user_created', message, payload }, by, at);
  return true;
}

async function insertUser(
  tx: WriteTransaction,
  { id, username, login, role, passwordHash }: NewUser,
  createdAt: string,
): Promise<void> {
  await tx.db
    .insertInto('users')
    .values({
      id,
      username,
      login,
      role,
      createdAt,
      updatedAt: null,
      lastLoginAt: null,
      disabledAt: null,
      deletedAt: null,
    })
    .execute();
  await tx.db
    .insertInto('userCredentials')
    .values({
      id: uuid(),
      userId: id,
      kind: 'password',
      secret: passwordHash,
      identifier: null,
      counter: 0,
      createdAt,
      confirmedAt: createdAt,
    })
    .execute();
}
