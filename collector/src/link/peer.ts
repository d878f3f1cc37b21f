import type { DurableMessage, LogChunk, ToAgentMessage, ToCollector } from '@suivi/shared';

/** An agent that has proved itself and is connected now. */
export interface Peer {
  readonly machineId: string;
  /** Sends a message; nothing happens when the connection is gone. */
  send(message: ToAgentMessage): void;
  /** Reads no more until `resume`; what waits stays with the agent. */
  pause(): void;
  resume(): void;
}

/** What the link passes on, each with the peer that it came from. */
export interface LinkEvents {
  online(peer: Peer): void;
  offline(peer: Peer): void;
  durable(peer: Peer, message: DurableMessage, bytes: number): void;
  /** Resolves, and never rejects, when nobody reads the chunk's bytes any more. */
  logChunk(peer: Peer, chunk: LogChunk): Promise<void>;
  journal(peer: Peer, jobs: ToCollector['journal']['jobs']): void;
  progress(peer: Peer, progress: ToCollector['progress']): void;
  planAnswer(peer: Peer, answer: ToCollector['plan_answer']): void;
  jobAccepted(peer: Peer, jobId: string): void;
  jobRefused(peer: Peer, refusal: ToCollector['job_refused']): void;
}
