import { join } from 'node:path';
import type { Job } from '@suivi/shared';
import { Follower } from '../../src/journal/follower.ts';
import { JOURNAL_LIMITS } from '../../src/journal/limits.ts';
import { PROGRESS_TIMES } from '../../src/journal/progress/reporter.ts';
import { JobRecords } from '../../src/journal/records.ts';

/** A follower of this job on its own: what it offers of the log goes to `sendLog`, which takes it or not. */
export const followerOf = (
  directory: string,
  job: Job,
  { phase, sendLog = () => false }: { phase: 'accepted' | 'running'; sendLog?: () => boolean },
): Follower =>
  new Follower({
    record: { job, position: 1, phase, startedAt: job.order.issuedAt, finishedAt: null },
    records: new JobRecords(join(directory, 'jobs')),
    runs: join(directory, 'runs'),
    outbox: { isFull: false, put: async () => ({ id: '1', seq: 1 }) },
    sender: { sendLog, sendProgress: () => true },
    limits: JOURNAL_LIMITS,
    progressTimes: PROGRESS_TIMES,
    onError: (error) => {
      throw error;
    },
    onDamaged: async () => {},
    onFinished: () => {},
  });
