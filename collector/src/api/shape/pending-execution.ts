import { Action, IsoTime, Nullable } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import type { JobRow } from '../../domain/rows.ts';

/** An execution that has not started, or never will: what is known of it is its job. */
export const PendingExecution = Type.Object({
  id: Type.String(),
  machineId: Type.String(),
  action: Action,
  jobId: Type.String(),
  status: Type.Enum(['queued', 'cancelled', 'expired', 'refused']),
  startedAt: Type.Null(),
  finishedAt: Nullable(IsoTime),
  expiresAt: IsoTime,
  errorMessage: Nullable(Type.String({ description: 'Why it will never start.' })),
});
export type PendingExecution = Static<typeof PendingExecution>;

const ENDED = ['cancelled', 'expired', 'refused'] as const;

/** Whether this job came to its end before a run. */
export const neverRuns = ({ status }: Pick<JobRow, 'status'>): boolean =>
  ENDED.some((ended) => ended === status);

/** Shows the execution that a job has reserved. */
export const showPending = (job: JobRow): PendingExecution => ({
  id: job.executionId,
  machineId: job.machineId,
  action: job.action,
  jobId: job.id,
  status: ENDED.find((ended) => ended === job.status) ?? 'queued',
  startedAt: null,
  finishedAt: job.finishedAt,
  expiresAt: job.expiresAt,
  errorMessage: job.outcome,
});
