import type { Static } from 'typebox';
import * as Type from 'typebox';
import { canonicalJson } from '../canonical.ts';
import { Base64, Count, Id, IsoTime, Nullable, Text } from '../scalars.ts';
import { ProtocolErrorCode } from './errors.ts';
import { VersionRange } from './version.ts';

const Nonce = Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' });
const PublicKey = Base64(64);
const Signature = Base64(64);

/** Agent → collector, first. `instance` tells a restart of one machine from a copy of it. */
export const Hello = Type.Object({
  type: Type.Literal('hello'),
  protocol: VersionRange,
  machineId: Id,
  /** The raw Ed25519 public key, 32 bytes. */
  publicKey: PublicKey,
  nonce: Nonce,
  agentVersion: Text(64),
  instance: Type.Object({ hostname: Text(256), bootId: Nullable(Text(64)), processId: Id }),
  /** The machine's clock, for its skew. */
  now: IsoTime,
});
export type Hello = Static<typeof Hello>;

/** Collector → agent: the version chosen, its own nonce, and its own proof over the agent's. */
export const Challenge = Type.Object({
  type: Type.Literal('challenge'),
  protocol: Type.Integer({ minimum: 1 }),
  collectorId: Id,
  nonce: Nonce,
  signature: Signature,
});
export type Challenge = Static<typeof Challenge>;

/**
 * Agent → collector: the agent's proof. `counter` is the one of the last WELCOME that it saw; `attempt` names this try and
 * `previousAttempt` the one before, so that a WELCOME lost on the way is not taken for a copy of the machine.
 */
export const Prove = Type.Object({
  type: Type.Literal('prove'),
  signature: Signature,
  counter: Count,
  attempt: Id,
  previousAttempt: Nullable(Id),
});
export type Prove = Static<typeof Prove>;

/** What the collector wants of its agents; a machine's own settings and policy win. */
export const AgentSettings = Type.Object({
  heartbeatSeconds: Type.Integer({ minimum: 1, maximum: 3600 }),
  metricsSeconds: Type.Integer({ minimum: 5, maximum: 86_400 }),
  /** Hours between refreshes of the package lists; 0 is never. */
  refreshHours: Type.Number({ minimum: 0, maximum: 8760 }),
});
export type AgentSettings = Static<typeof AgentSettings>;

/** Collector → agent: the connection stands. */
export const Welcome = Type.Object({
  type: Type.Literal('welcome'),
  counter: Count,
  /** Names the database; a new one has another epoch. */
  epoch: Id,
  /** The highest message sequence of this machine that the store holds; lower than what was acknowledged means a restored backup. */
  lastSeq: Count,
  now: IsoTime,
  settings: AgentSettings,
});
export type Welcome = Static<typeof Welcome>;

/** Either way: the reason, after which the sender closes the connection. */
export const Refused = Type.Object({
  type: Type.Literal('refused'),
  code: ProtocolErrorCode,
  message: Text(1000),
  next: Text(1000),
  retryAfterSeconds: Nullable(Count),
});
export type Refused = Static<typeof Refused>;

interface Parties {
  readonly protocol: number;
  readonly machineId: string;
  readonly collectorId: string;
  readonly agentNonce: string;
  readonly collectorNonce: string;
}

const bind = (context: string, members: Parties & Partial<Pick<Prove, 'counter' | 'attempt'>>): Uint8Array =>
  new TextEncoder().encode(`${context}\n${canonicalJson(members)}`);

/** The bytes that the agent signs: a context string, both ids and nonces, the version, and its place in the chain of connections. */
export const agentProofBytes = (parties: Parties & Pick<Prove, 'counter' | 'attempt'>): Uint8Array =>
  bind('suivi agent proof 1', parties);

/** The bytes that the collector signs. */
export const collectorProofBytes = (parties: Parties): Uint8Array => bind('suivi collector proof 1', parties);
