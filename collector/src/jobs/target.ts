import type { ToAgentMessage } from '@suivi/shared';

/** A connected machine, as jobs see it. */
export interface JobTarget {
  readonly machineId: string;
  send(message: ToAgentMessage): void;
}
