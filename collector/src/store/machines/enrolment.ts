import { ProtocolError } from '@suivi/shared';
import { v7 as uuid } from 'uuid';
import type { EnrolmentStore } from '../../domain/agents.ts';
import type { Actor } from '../../domain/rows.ts';
import type { Database } from '../database/open.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { recordAudit } from '../state/audit.ts';
import { Unit } from '../state/unit.ts';
import { newAgent, newMachine } from './new-machine.ts';
import type { Quarantine } from './quarantine.ts';
import { listTokens, revokeToken } from './tokens.ts';
import { giveWaitingTo, joinWaiting } from './waiting.ts';

type Request = Parameters<EnrolmentStore['enrol']>[0];

/** Enrolment tokens, and the machines that are made with them or adopted. */
export function enrolmentStore(database: Database): EnrolmentStore {
  const { writer } = database;
  return {
    listTokens: (page) => listTokens(database, page),
    async revokeToken(id, at, by) {
      const { result, changes } = await writer.write((tx) => revokeToken(tx, id, at, by));
      return result ? changes : null;
    },
    async createToken(token, by) {
      const { changes } = await writer.write(async (tx) => {
        await tx.db
          .insertInto('enrolmentTokens')
          .values({ tokenPrefix: null, ...token, machineId: null, revokedAt: null })
          .execute();
        if (!by) return;
        const { id: tokenId, name, expiresAt, maxUses, createdAt } = token;
        const message = `An enrolment token was made, for ${name ?? (maxUses === 1 ? 'one machine' : `${maxUses} machines`)}.`;
        const payload = { tokenId, name, expiresAt, maxUses };
        await recordAudit(tx, { eventType: 'token_created', message, payload }, by, createdAt);
      });
      return changes;
    },
    async enrol(request) {
      const { result, changes } = await writer.write((tx) => enrol(tx, request));
      return { ...result, changes };
    },
    async adopt(machineId, at, by) {
      const { result, changes } = await writer.write((tx) => adopt(tx, machineId, at, by));
      return result ? changes : null;
    },
  };
}

async function enrol(tx: WriteTransaction, request: Request): Promise<{ machineId: string; name: string }> {
  const token = await tx.db
    .selectFrom('enrolmentTokens')
    .selectAll()
    .where('tokenHash', '=', request.tokenHash)
    .executeTakeFirst();
  if (!token || token.revokedAt !== null) throw new ProtocolError('token_unknown');
  const known = await tx.db
    .selectFrom('agents')
    .innerJoin('machines', 'machines.id', 'agents.machineId')
    .select(['machineId', 'name', 'quarantine'])
    .where('publicKey', '=', request.publicKey)
    .where('deletedAt', 'is', null)
    .orderBy('machines.createdAt')
    .execute();
  const enrolled = known.find(({ quarantine }) => quarantine === null);
  if (enrolled) {
    await giveWaitingTo(tx, token, enrolled.machineId);
    return { machineId: enrolled.machineId, name: enrolled.name };
  }
  if (token.uses >= token.maxUses) throw new ProtocolError('token_used');
  if (token.expiresAt <= request.at) throw new ProtocolError('token_expired');
  await tx.db
    .updateTable('enrolmentTokens')
    .set({ uses: token.uses + 1 })
    .where('id', '=', token.id)
    .execute();

  const name = token.maxUses === 1 && token.name ? token.name : request.hostname;
  const machineId = (await joinWaiting(tx, token, { ...request, name })) ?? uuid();
  if (machineId !== token.machineId)
    await tx.db
      .insertInto('machines')
      .values(newMachine(machineId, name, request.hostname, request.at))
      .execute();
  await tx.db
    .insertInto('agents')
    .values({
      ...newAgent(machineId, request.publicKey),
      hostname: request.hostname,
      agentVersion: request.agentVersion,
      tokenId: token.id,
    })
    .execute();
  const unit = await Unit.of(tx, request.at, [machineId]);
  unit.machineState.upsertMachineState(machineId, {});
  unit.machineState.recordEvent({
    machineId,
    eventType: 'machine_enrolled',
    severity: 'info',
    payload: { tokenId: token.id },
  });
  unit.touch(machineId);
  await unit.flush();
  return { machineId, name };
}

/** Whether there was an agent in quarantine with a key that was unknown. Its key replaces that of the machine it claims to be. */
async function adopt(tx: WriteTransaction, visitorId: string, at: string, by: Actor): Promise<boolean> {
  const visitor = await tx.db
    .selectFrom('machines')
    .innerJoin('agents', 'agents.machineId', 'machines.id')
    .select(['quarantine', 'publicKey'])
    .where('machines.id', '=', visitorId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  if (!visitor?.quarantine) return false;
  const { reason, of } = JSON.parse(visitor.quarantine) as Quarantine;
  if (reason !== 'unknown_key') return false;

  const machineId = of ?? visitorId;
  if (of === undefined)
    await tx.db.updateTable('machines').set({ quarantine: null }).where('id', '=', visitorId).execute();
  else {
    await tx.db.deleteFrom('machines').where('id', '=', visitorId).execute();
    tx.record({ type: 'machine', machineId: visitorId, refId: visitorId });
    const replaced = await tx.db
      .updateTable('agents')
      .set({ publicKey: visitor.publicKey, counter: 0, attempt: null, lastSeq: 0 })
      .where('machineId', '=', of)
      .executeTakeFirst();
    if (replaced.numUpdatedRows === 0n) return false;
  }
  const unit = await Unit.of(tx, at, [machineId]);
  unit.machineState.upsertMachineState(machineId, {});
  unit.machineState.recordEvent({
    machineId,
    eventType: 'machine_adopted',
    severity: 'info',
    ...by,
  });
  unit.touch(machineId);
  await unit.flush();
  return true;
}
