import type { ToAgentMessage } from '@suivi/shared';

/** The way back to the agent that sent a message. Nothing happens when it is gone. */
export interface Reply {
  send(message: ToAgentMessage): void;
  /** Reads no more from this agent until `resume`; what waits stays with it. */
  pause(): void;
  resume(): void;
}
