import { sha256Hex } from '@suivi/shared';
import type { QuarantineCase } from '../../domain/agents.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { Unit } from '../state/unit.ts';
import { newAgent, newMachine } from './new-machine.ts';

/** More are not kept: whoever can reach the collector can ask to be let in. The one not seen for longest makes room. */
const LIMIT = 100;

/** `machines.quarantine`: why, what machine it claims to be when that is another row, and who it was. */
export interface Quarantine {
  readonly reason: QuarantineCase['reason'];
  readonly of?: string;
  readonly hostname: string;
  readonly address: string;
  readonly seenAt: string;
}

/** Keeps a visitor that may not come in as a machine in quarantine; a repeated visit changes its row only. */
export async function quarantine(tx: WriteTransaction, visit: QuarantineCase): Promise<void> {
  const id = await rowOf(tx, visit);
  const { reason, hostname, address, at } = visit;
  const claimsOther = id !== visit.machineId;
  const record: Quarantine = {
    reason,
    ...(claimsOther && { of: visit.machineId }),
    hostname,
    address,
    seenAt: at,
  };
  const known = await tx.db
    .updateTable('machines')
    .set({ quarantine: JSON.stringify(record), hostname, lastSeenAt: at, updatedAt: at })
    .where('id', '=', id)
    .executeTakeFirst();
  if (known.numUpdatedRows > 0n) return;

  await makeRoom(tx);
  await tx.db
    .insertInto('machines')
    .values({
      ...newMachine(id, hostname, hostname, at),
      lastSeenAt: at,
      updatedAt: at,
      quarantine: JSON.stringify(record),
    })
    .execute();
  await tx.db
    .insertInto('agents')
    .values({ ...newAgent(id, visit.publicKey), hostname, address, bootId: visit.bootId })
    .execute();
  const unit = await Unit.of(tx, at, []);
  const subject = reason === 'cloned' ? visit.machineId : id;
  unit.machineState.recordEvent({
    machineId: subject,
    eventType: 'agent_quarantined',
    severity: 'warning',
    message:
      reason === 'cloned'
        ? `Another machine (${hostname}, ${address}) uses the identity of this one and was not let in.`
        : `An agent with an unknown key (${hostname}, ${address}) waits to be adopted.`,
    payload: { quarantinedId: id, reason, hostname, address },
  });
  unit.touch(id);
  await unit.flush();
}

/** The machine's own id when nobody else has it; otherwise one that this visitor always gets. */
async function rowOf(
  tx: WriteTransaction,
  { reason, machineId, publicKey, hostname }: QuarantineCase,
): Promise<string> {
  const derived = `quarantine-${sha256Hex([reason, machineId, publicKey, hostname].join('\n')).slice(0, 32)}`;
  if (reason === 'cloned') return derived;
  const holder = await tx.db
    .selectFrom('machines')
    .leftJoin('agents', 'agents.machineId', 'machines.id')
    .select(['publicKey', 'quarantine'])
    .where('machines.id', '=', machineId)
    .executeTakeFirst();
  return !holder || (holder.quarantine !== null && holder.publicKey === publicKey) ? machineId : derived;
}

async function makeRoom(tx: WriteTransaction): Promise<void> {
  const crowd = await tx.db
    .selectFrom('machines')
    .select('id')
    .where('quarantine', 'is not', null)
    .orderBy('lastSeenAt', 'desc')
    .orderBy('id')
    .offset(LIMIT - 1)
    .limit(LIMIT)
    .execute();
  for (const { id } of crowd) await tx.db.deleteFrom('machines').where('id', '=', id).execute();
}
