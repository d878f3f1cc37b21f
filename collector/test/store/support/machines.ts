import { randomBytes, randomUUID } from 'node:crypto';
import type { Store } from '../../../src/store/index.ts';
import { time } from './messages.ts';

/** A machine that has enrolled with a token of its own; gives its id. */
export async function enrolMachine(store: Pick<Store, 'enrolment'>, hostname = 'web-1'): Promise<string> {
  const tokenHash = randomUUID();
  await store.enrolment.createToken({
    id: randomUUID(),
    tokenHash,
    name: null,
    createdAt: time(0),
    createdBy: null,
    expiresAt: time(3600),
    maxUses: 1,
    uses: 0,
  });
  const publicKey = randomBytes(32).toString('base64');
  const { machineId } = await store.enrolment.enrol({
    tokenHash,
    publicKey,
    hostname,
    agentVersion: '0.1.0',
    at: time(0),
  });
  return machineId;
}
