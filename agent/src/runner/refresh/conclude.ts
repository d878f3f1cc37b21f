import type { ErrorKind, ExecutionOutcome } from '@suivi/shared';
import type { StepEnd } from '../step.ts';
import type { RefreshLog } from './parse-log.ts';

export interface Conclusion {
  readonly status: ExecutionOutcome;
  readonly errorKind: ErrorKind | null;
  readonly errorMessage: string | null;
}

/** What apt says when nothing could be refreshed at all. */
const CAUSES: readonly (readonly [RegExp, ErrorKind])[] = [
  [
    /^E: (Malformed (entry|line|stanza|section)|Type '.*' is not known|The list of sources could not be read)/i,
    'sources_malformed',
  ],
  [/^E: .*(Permission denied|are you root)/, 'permission_denied'],
  [/^E: (Could not get lock|Unable to lock directory)/, 'lock_timeout'],
  [/No space left on device/, 'disk_full'],
];

/**
 * What a refresh came to. The exit code alone tells little: without Error-Mode apt ends well although a source failed, and
 * with it one failed source ends like a broken configuration.
 */
export function conclude(log: RefreshLog, { exitCode, timedOut }: StepEnd): Conclusion {
  const last = log.important.at(-1)?.slice(0, 2000) ?? null;
  if (timedOut) return failure('timeout', last ?? 'apt-get update took too long and was ended.');
  if (exitCode === null) return failure('runner_interrupted', 'apt-get update was cut off before its end.');
  const cause = causeOf(log);
  if (cause) return failure(cause.kind, cause.line);
  if (log.sources.some(({ ok }) => !ok) || log.important.some(isUnreadableSource))
    return { status: 'warning', errorKind: 'source_failed', errorMessage: last ?? 'A source failed.' };
  if (exitCode !== 0) return failure('apt_failed', last ?? describeExit(exitCode));
  return { status: 'ok', errorKind: null, errorMessage: null };
}

const failure = (errorKind: ErrorKind, errorMessage: string): Conclusion => ({
  status: 'error',
  errorKind,
  errorMessage,
});

function causeOf({ important }: RefreshLog): { kind: ErrorKind; line: string } | null {
  for (const [pattern, kind] of CAUSES) {
    const line = important.find((one) => pattern.test(one));
    if (line) return { kind, line: line.slice(0, 2000) };
  }
  return null;
}

/** apt leaves out a source file that it may not read and goes on as if nothing had happened. */
const isUnreadableSource = (line: string) => /^W: Unable to read .*(sources\.list|\.sources)/.test(line);

/** A shell adds 128 to the number of the signal that ended a command. */
const describeExit = (exitCode: number) =>
  exitCode > 128
    ? `apt-get was ended by signal ${exitCode - 128}.`
    : `apt-get ended with exit code ${exitCode} and gave no reason.`;
