import type { JobStatus, Status } from '@suivi/shared';

/** The fleet in numbers. */
export interface FleetTally {
  /** By the statuses that the last sweep found, at most a minute ago; a machine that is newer counts as it was stored. */
  readonly machines: Readonly<Record<Status, number>>;
  readonly connected: number;
  readonly quarantined: number;
  readonly rebootRequired: number;
  readonly updates: number;
  readonly securityUpdates: number;
  readonly machinesWithUpdates: number;
  readonly machinesWithSecurityUpdates: number;
  /** When the machine whose last analysis is the oldest was analysed or found unchanged; null when there is none. */
  readonly oldestAnalysisAt: string | null;
  /** When the machine whose lists were refreshed the longest ago was last refreshed without an error; null when there is none. */
  readonly oldestRefreshAt: string | null;
  /** Of those that have not ended. */
  readonly jobs: Readonly<Record<Extract<JobStatus, 'queued' | 'sent' | 'running'>, number>>;
  readonly openMessages: number;
}

/** What waits to be stored. */
export interface QueueLengths {
  readonly messages: number;
  readonly bytes: number;
}
