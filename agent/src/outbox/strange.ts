import type { DurableDraft } from '../domain/ports.ts';
import { isErrno } from '../host/files.ts';

/** How many names an event about files set aside tells. */
const NAMES_TOLD = 20;

/** A file that is of no use, and why. */
export interface StrangeFile {
  readonly file: string;
  readonly reason: string;
}

/** Whether an error says that one file is of no use, rather than that the disk refuses. */
export const isUnusable = (error: unknown): error is Error =>
  (error instanceof Error && ['UnreadableMessage', 'NotAPlainFile'].includes(error.name)) ||
  isErrno(error, 'ENOENT', 'EISDIR', 'EIO');

/** What the timeline says of files that were set aside. */
export function setAsideEvent(files: readonly StrangeFile[]): DurableDraft & { type: 'event' } {
  const told = files.slice(0, NAMES_TOLD);
  const [first] = told;
  const message =
    files.length === 1
      ? `A message could not be used and was set aside: ${first?.file}: ${first?.reason}`
      : `${files.length} files in the outbox could not be used and were set aside.`;
  return {
    type: 'event',
    eventType: 'spool_file_set_aside',
    severity: 'warning',
    occurredAt: new Date().toISOString(),
    message: message.slice(0, 2000),
    details: { count: files.length, files: told },
  };
}
