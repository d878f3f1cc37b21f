import { type Hello, LIMITS, ProtocolError, type Prove } from '@suivi/shared';
import type { LimitFunction } from 'p-limit';
import type { AgentRecord, AgentStore, QuarantineCase } from '../domain/agents.ts';
import type { Feed } from '../domain/feed.ts';
import { NotAdmitted } from './not-admitted.ts';
import type { TokenBucket } from './rate.ts';
import type { Registry } from './registry.ts';

/** Seconds after which an agent that needs a person's help asks again. */
const WAIT_FOR_A_PERSON = 60;
const WAIT_DELETED = 3600;
/** Seconds until the collector reads again, when it has too much to store. */
const WAIT_FOR_ROOM = 10;

export interface AdmissionDeps {
  readonly agents: AgentStore;
  readonly registry: Registry;
  readonly feed: Pick<Feed, 'publish'>;
  /** Bounds what is asked of the store at the same time. */
  readonly limit: LimitFunction;
  /** Visits that are written down; strangers could otherwise keep the store busy. */
  readonly visits: TokenBucket;
}

/**
 * Decides whether an agent whose signature is good comes in, and commits that it did. Gives its new counter and the last
 * sequence that the store holds. Call it in the machine's turn.
 * @throws NotAdmitted with the reason
 */
export async function admit(
  { agents, registry, feed, limit, visits }: AdmissionDeps,
  hello: Hello,
  prove: Prove,
  address: string,
): Promise<{ counter: number; lastSeq: number }> {
  const at = new Date().toISOString();
  const { machineId, publicKey, agentVersion, instance } = hello;
  const { hostname, bootId } = instance;
  const quarantine = async (reason: QuarantineCase['reason']) => {
    const visit = { reason, machineId, publicKey, hostname, bootId, address, at };
    if (visits.take()) feed.publish(await limit(() => agents.quarantine(visit)));
    return new NotAdmitted(new ProtocolError(reason), WAIT_FOR_A_PERSON);
  };

  const known = await limit(() => agents.findAgent(machineId));
  if (known?.deleted) throw new NotAdmitted(new ProtocolError('machine_deleted'), WAIT_DELETED);
  if (!known || known.quarantined || known.publicKey !== publicKey) throw await quarantine('unknown_key');

  const present = registry.of(machineId);
  // What we do not read cannot show that it lives.
  if (present?.paused) throw new NotAdmitted(new ProtocolError('store_unavailable'), WAIT_FOR_ROOM);
  if (present && (await present.alive(LIMITS.livenessProbeMs))) throw await quarantine('cloned');
  if (!comesNext(known, prove)) throw await quarantine('cloned');

  const clockSkewMs = Date.parse(hello.now) - Date.now();
  const counter = prove.counter + 1;
  const connected = { machineId, counter, attempt: prove.attempt, hostname, bootId, agentVersion };
  feed.publish(await limit(() => agents.recordConnected({ ...connected, address, clockSkewMs, at })));
  return { counter, lastSeq: known.lastSeq };
}

/**
 * Whether this agent is the one that was welcomed last, or was about to be when the WELCOME got lost; then the counter
 * stays where it is, so that any number of WELCOMEs may get lost. A copy is behind. An agent that is ahead of us has seen
 * connections that a restored database has forgotten.
 */
export function comesNext(
  known: Pick<AgentRecord, 'counter' | 'attempt'>,
  prove: Pick<Prove, 'counter' | 'previousAttempt'>,
): boolean {
  if (prove.counter >= known.counter) return true;
  const lost = prove.previousAttempt !== null && prove.previousAttempt === known.attempt;
  return prove.counter === known.counter - 1 && lost;
}
