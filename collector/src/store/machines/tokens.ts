import type { EnrolmentTokenView } from '../../domain/agents.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import type { Actor } from '../../domain/rows.ts';
import { anyOf } from '../database/dialect.ts';
import type { Database } from '../database/open.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { nameOf } from '../queries/names.ts';
import { keysetPage } from '../queries/page.ts';
import { recordAudit } from '../state/audit.ts';

/** Machines that are read for one page of tokens, and that are shown of one token. */
const MOST_MACHINES = 2000;
const MOST_SHOWN = 20;

/** Enrolment tokens, the newest first, with the machines that came by them. */
export async function listTokens(
  { db, dialect }: Database,
  page: PageRequest,
): Promise<Page<EnrolmentTokenView>> {
  const { items, next } = await keysetPage(
    page,
    ['string', 'string'],
    (after, limit) => {
      const tokens = db
        .selectFrom('enrolmentTokens')
        .selectAll()
        .select(nameOf('enrolment_tokens.created_by').as('createdByName'))
        .orderBy('createdAt', 'desc')
        .orderBy('id', 'desc')
        .limit(limit);
      if (!after) return tokens.execute();
      const [createdAt, id] = after;
      return tokens.where((eb) => eb(eb.refTuple('createdAt', 'id'), '<', eb.tuple(createdAt, id))).execute();
    },
    ({ createdAt, id }) => [createdAt, id],
  );
  const ids = anyOf(
    dialect,
    items.map(({ id }) => id),
  );
  const came = await db
    .selectFrom('agents')
    .innerJoin('machines', 'machines.id', 'agents.machineId')
    .select(['tokenId', 'machines.id', 'machines.name'])
    .where('tokenId', 'in', ids)
    .where('deletedAt', 'is', null)
    .orderBy('machines.createdAt')
    .limit(MOST_MACHINES)
    .execute();
  return {
    items: items.map((token) => ({
      ...token,
      machines: came
        .filter(({ tokenId }) => tokenId === token.id)
        .slice(0, MOST_SHOWN)
        .map(({ id, name }) => ({ id, name })),
    })),
    next,
  };
}

/** Whether there was such a token that could still be used. */
export async function revokeToken(tx: WriteTransaction, id: string, at: string, by: Actor): Promise<boolean> {
  const token = await tx.db
    .updateTable('enrolmentTokens')
    .set({ revokedAt: at })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .returning(['name', 'tokenPrefix'])
    .executeTakeFirst();
  if (!token) return false;
  const message = `The enrolment token ${token.name ?? token.tokenPrefix ?? id} was revoked.`;
  const payload = { tokenId: id, ...token };
  await recordAudit(tx, { eventType: 'token_revoked', message, payload }, by, at);
  return true;
}
