import type { Page, PageRequest } from './page.ts';
import type { Actor, Change, EnrolmentTokenRow } from './rows.ts';

/** What the link must know of a machine to let its agent in. */
export interface AgentRecord {
  readonly machineId: string;
  readonly name: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly attempt: string | null;
  readonly lastSeq: number;
  readonly deleted: boolean;
  readonly quarantined: boolean;
}

export interface Connected {
  readonly machineId: string;
  readonly counter: number;
  readonly attempt: string;
  readonly hostname: string;
  readonly bootId: string | null;
  readonly agentVersion: string;
  readonly address: string;
  readonly clockSkewMs: number;
  readonly at: string;
}

export interface QuarantineCase {
  readonly reason: 'unknown_key' | 'cloned';
  /** The machine id that the agent claims. */
  readonly machineId: string;
  readonly publicKey: string;
  readonly hostname: string;
  readonly bootId: string | null;
  readonly address: string;
  readonly at: string;
}

/** Store ← link. */
export interface AgentStore {
  readonly epoch: string;
  findAgent(machineId: string): Promise<AgentRecord | null>;
  /** Commits counter, attempt, presence and an `agent_connected` event; returns what changed. */
  recordConnected(connected: Connected): Promise<readonly Change[]>;
  recordDisconnected(machineId: string, at: string, reason: string): Promise<readonly Change[]>;
  /** One statement for many heartbeats: moves last_seen_at (and the skew). */
  recordSeen(seen: readonly { machineId: string; at: string; clockSkewMs: number }[]): Promise<void>;
  /** Keeps (bounded) and names an agent that may not come in; repeated visits change one row. */
  quarantine(visit: QuarantineCase): Promise<readonly Change[]>;
  /** At start: nobody is connected. */
  clearPresence(): Promise<void>;
}

/** What was not known of tokens from the beginning may be left out. */
export type NewEnrolmentToken = Omit<EnrolmentTokenRow, 'tokenPrefix' | 'machineId' | 'revokedAt'> &
  Partial<Pick<EnrolmentTokenRow, 'tokenPrefix'>>;

/** A token with who made it and which machines came by it. */
export interface EnrolmentTokenView extends EnrolmentTokenRow {
  readonly createdByName: string | null;
  readonly machines: readonly { readonly id: string; readonly name: string }[];
}

export interface EnrolmentStore {
  /** The newest first. */
  listTokens(page: PageRequest): Promise<Page<EnrolmentTokenView>>;
  /** Null when there is none to revoke. */
  revokeToken(id: string, at: string, by: Actor): Promise<readonly Change[] | null>;
  /** `by` is told on the timeline. */
  createToken(token: NewEnrolmentToken, by?: Actor): Promise<readonly Change[]>;
  /** Uses the token and makes (or finds, by the same key) the machine in one transaction. Throws ProtocolError token_*. */
  enrol(request: {
    tokenHash: string;
    publicKey: string;
    hostname: string;
    agentVersion: string;
    at: string;
  }): Promise<{ machineId: string; name: string; changes: readonly Change[] }>;
  /** A quarantined agent with an unknown key becomes a machine. */
  adopt(machineId: string, at: string, by: Actor): Promise<readonly Change[] | null>;
}
