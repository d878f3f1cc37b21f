import type { DurableMessage, SnapshotKind } from '@suivi/shared';

/** What the outbox remembers of one message; the message itself stays on disk. */
export interface Entry {
  readonly id: string;
  readonly seq: number;
  readonly type: DurableMessage['type'];
  readonly bytes: number;
  /** Of the waiting messages with one key only the newest is worth sending. */
  readonly newestOf: string | null;
  /** A second message with this key says nothing new. */
  readonly onceFor: string | null;
  /** The section that a snapshot, which is whole, or a confirmation speaks of. */
  readonly section: { readonly kind: SnapshotKind; readonly hash: string; readonly isWhole: boolean } | null;
  /** Sent over the current connection and not yet answered. */
  away: boolean;
}

/** The entry of a message whose file has `bytes` bytes. */
export function entryOf(message: DurableMessage, bytes: number): Entry {
  const { id, seq, type } = message;
  return { id, seq, type, bytes, away: false, ...meaningOf(message) };
}

function meaningOf(message: DurableMessage): Pick<Entry, 'newestOf' | 'onceFor' | 'section'> {
  const nothing = { newestOf: null, onceFor: null, section: null };
  switch (message.type) {
    case 'metrics':
      return { ...nothing, newestOf: 'metrics' };
    case 'snapshot':
    case 'snapshot_confirmed':
      return {
        ...nothing,
        newestOf: `section ${message.kind}`,
        section: { kind: message.kind, hash: message.hash, isWhole: message.type === 'snapshot' },
      };
    case 'execution_started':
      return { ...nothing, onceFor: `started ${message.executionId}` };
    case 'execution_finished':
      return { ...nothing, onceFor: `finished ${message.result.executionId}` };
    case 'event':
      return { ...nothing, onceFor: `event ${message.id}` };
  }
}

/** Whether a delivered message is kept for a collector that may lose it; state is sent anew instead. */
export const isKept = ({ newestOf }: Entry): boolean => newestOf === null;
