import type { RunResult } from '@suivi/shared';
import type { CleanupFacts } from './cleanup.ts';
import { Problem } from './problem.ts';
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

/** Why a report or a log cannot be written: `reports_full` or `reports_failed`, by the code of the system's error. */
export function reportsProblem(error: unknown): Problem {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new Problem(
        'reports_full',
        `The disk of the reports is full (${message}).`,
        'Make room on the disk of SU_REPORTS_DIR; agents keep their data and send it again.',
        error,
      )
    : new Problem(
        'reports_failed',
        `Reports cannot be written or read: ${message}`,
        'Check the folder in SU_REPORTS_DIR and who may write to it.',
        error,
      );
}
