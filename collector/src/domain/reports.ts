import type { RunResult } from '@suivi/shared';
import type { CleanupFacts } from './cleanup.ts';
import type { Actor } from './rows.ts';

/** What the report on an execution is made of. */
export interface ReportFacts extends Actor {
  readonly machineId: string;
  readonly machineName: string;
  readonly result: ReportedRun;
  /** The name of the API client that asked. */
  readonly actorName: string | null;
  readonly reason: string | null;
  /** What the action was asked to work on; null when there is no job. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
}

/** What a run came to; without its log when that never came whole. */
export type ReportedRun = Omit<RunResult, 'log'> & { readonly log: RunResult['log'] | null };

/** Store → files under SU_REPORTS_DIR: the report on an execution, durable before the transaction that names it. */
export interface ReportFiles {
  /** Writes it, again if need be, and gives its path relative to SU_REPORTS_DIR. */
  write(facts: ReportFacts): Promise<string>;
  /** Writes the exact commands and files of an application of profiles, and gives its path. */
  writeRendered(machineId: string, executionId: string, text: string): Promise<string>;
  /** Writes the report with this id on a run of the cleanup, and gives its path. */
  writeCleanup(id: string, facts: CleanupFacts): Promise<string>;
}
