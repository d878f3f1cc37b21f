import type { ErrorKind, RunOutcome } from '@suivi/shared';
import type { ActionEnd } from './action.ts';

const MAX_SENTENCE = 2000;

/** How an action ends that failed or was refused. `message` is a sentence for people, with the next step. */
export const failed = (errorKind: ErrorKind, message: string, outcome: RunOutcome = {}): ActionEnd => ({
  status: 'error',
  exitCode: null,
  errorKind,
  errorMessage: message.slice(0, MAX_SENTENCE),
  importantLines: [],
  ...outcome,
});

/** How an action ends that did what was asked. */
export const succeeded = (exitCode: number | null, importantLines: string[] = []): ActionEnd => ({
  status: 'ok',
  exitCode,
  errorKind: null,
  errorMessage: null,
  importantLines,
});
