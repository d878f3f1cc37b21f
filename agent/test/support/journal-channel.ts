import type { Job, LogChunk } from '@suivi/shared';
import type { JobRefusal, JournalEntry } from '../../src/domain/ports.ts';

/** What the agent under test says to the test, which plays the collector. */
export type ToTest =
  | { type: 'journal'; jobs: readonly JournalEntry[] }
  | { type: 'answer'; jobId: string; answer: 'accepted' | JobRefusal }
  | { type: 'message'; id: string; text: string }
  | ({ type: 'chunk' } & LogChunk);

/** What the test answers. */
export type FromCollector =
  | { type: 'job'; job: Job }
  | { type: 'ack'; ids: string[] }
  | { type: 'log_ack'; executionId: string; offset: number }
  | { type: 'want_execution'; executionId: string };
