import type { ToCollector } from '@suivi/shared';
import type { Change } from './rows.ts';

/** Publish: live changes, in commit order. */
export interface Feed {
  publish(changes: readonly Change[]): void;
  /** `metrics` are live only and have no place in the order. */
  publishLive(live: LiveNotice): void;
  subscribe(listener: FeedListener): () => void;
  /** The newest change that listeners have been told of. */
  lastSeq(): number;
  /** At most `limit` changes after `seq`, up to lastSeq, in order and without a gap; null when they are gone. */
  changesAfter(seq: number, limit: number): Promise<readonly Change[] | null>;
}

/** What a run is doing, and when its machine said so. */
export interface RunProgress extends Omit<ToCollector['progress'], 'type'> {
  readonly machineId: string;
  readonly receivedAt: string;
}

/** Publish ← api: what runs are doing now. */
export interface ProgressView {
  /** Null when it is not known: the run has not begun, has ended, or its machine has not told yet. */
  of(machineId: string, executionId: string): RunProgress | null;
}

export type LiveNotice =
  | { readonly type: 'metrics'; readonly machineId: string }
  | { readonly type: 'log'; readonly machineId: string; readonly executionId: string; readonly size: number }
  | ({ readonly type: 'progress' } & RunProgress)
  | { readonly type: 'ssh_install'; readonly machineId: null; readonly id: string }
  /** Whether everything can be stored has changed. */
  | { readonly type: 'health'; readonly machineId: null; readonly ok: boolean };

export interface FeedListener {
  changes(changes: readonly Change[]): void;
  live(notice: LiveNotice): void;
}
