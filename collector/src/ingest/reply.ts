import type { ToAgentMessage } from '@suivi/shared';

/** The way back to the agent that sent a message. Sending to one that is gone does nothing. */
export interface Reply {
  send(message: ToAgentMessage): void;
}
