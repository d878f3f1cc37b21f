import { type AgentStatus, writeAgentStatus } from '../domain/agent-status.ts';
import { serially } from '../domain/serial.ts';

/** Keeps the status file up to date, one write for a burst of changes. */
export class StatusKeeper {
  readonly #stateDir: string;
  readonly #inTurn = serially();
  #status: AgentStatus = {
    pid: process.pid,
    link: { state: 'idle', since: new Date().toISOString() },
    lastAnalysis: null,
  };
  #waiting = false;

  constructor(stateDir: string) {
    this.#stateDir = stateDir;
  }

  /** Changes a part. The file follows; a disk that refuses it does no harm. */
  change(part: Partial<AgentStatus>): void {
    this.#status = { ...this.#status, ...part };
    if (this.#waiting) return;
    this.#waiting = true;
    void this.#inTurn(() => {
      this.#waiting = false;
      return writeAgentStatus(this.#stateDir, this.#status);
    }).catch(() => {});
  }
}
