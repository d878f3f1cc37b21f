import { join } from 'node:path';
import { readPlainFile, writeWhole } from '../host/files.ts';

/** What a running agent tells `suivi-agent status`. Times are ISO 8601, of this machine's clock. */
export interface AgentStatus {
  readonly pid: number;
  readonly link: {
    readonly state: string;
    readonly since: string;
    readonly problem?: { readonly message: string; readonly next: string; readonly retryAt: string };
  };
  readonly lastAnalysis: {
    readonly checkedAt: string;
    readonly status: string;
    readonly count: number;
  } | null;
}

const statusPath = (stateDir: string): string => join(stateDir, 'status.json');

/** Writes the status whole; a power cut may take it, for it says nothing about a process that is gone. */
export const writeAgentStatus = (stateDir: string, status: AgentStatus): Promise<void> =>
  writeWhole(statusPath(stateDir), JSON.stringify(status), { durable: false });

/** Reads what the agent last told; null when there is nothing readable. */
export async function readAgentStatus(stateDir: string): Promise<AgentStatus | null> {
  try {
    return JSON.parse(await readPlainFile(statusPath(stateDir), 64 * 1024)) as AgentStatus;
  } catch {
    return null;
  }
}
