import type { ErrorKind, ExecutionOutcome, PackageFailure, PlanStep } from '@suivi/shared';
import { lockSentence } from '../locks/dpkg-lock.ts';
import type { Holder } from '../locks/holder.ts';
import { listNames } from '../planned/words.ts';
import { interruption } from '../preflight/dpkg.ts';
import { causeOf } from './causes.ts';
import { isFollowing, isScriptFailure } from './failures.ts';
import type { Observation } from './observe.ts';

export interface Verdict {
  readonly status: ExecutionOutcome;
  readonly errorKind: ErrorKind | null;
  readonly errorMessage: string | null;
}

/** What is known of a run of apt that has ended. */
export interface Evidence extends Pick<Observation, 'changes' | 'failures' | 'dpkg'> {
  /** Null: nobody knows, for it was cut off. */
  readonly exitCode: number | null;
  readonly log: string;
  readonly plan: readonly PlanStep[];
  /** Who holds a lock that apt did not get. */
  readonly holder: Holder | null;
  readonly lockWaitMs: number;
}

const OK: Verdict = { status: 'ok', errorKind: null, errorMessage: null };
const REPAIR = 'Run apt_repair next, then ask for a new plan.';

/**
 * What a run of apt came to. Its exit code is 100 for nearly every failure, so what it said counts, and then the state that
 * it left.
 */
export function judge(evidence: Evidence): Verdict {
  const { exitCode, log, failures } = evidence;
  if (exitCode === null || exitCode > 128) return interrupted(evidence);
  if (exitCode === 0) return finished(evidence);
  const cause = causeOf(log);
  if (cause?.kind === 'disk_full') return error('disk_full', diskSentence(evidence, cause.line));
  if (failures.length > 0) return packagesFailed(failures);
  if (cause) return error(cause.kind, causeSentence(evidence, cause));
  if (/^(?:E: Sub-process .*dpkg|dpkg: error)/m.test(log))
    return error('dpkg_failed', `dpkg failed: ${lastError(log)} ${state(evidence)} ${REPAIR}`);
  return error('apt_failed', `apt-get failed: ${lastError(log)} ${state(evidence)} Look at the log.`);
}

/** Whether every step of the plan is done, whatever else happened. */
function isDone({ plan, changes }: Pick<Evidence, 'plan' | 'changes'>): boolean {
  const done = new Set(changes.map(goal));
  return plan.every((step) => done.has(goal(step)));
}

const goal = ({ name, arch, to }: PlanStep) => `${name}:${arch}=${to}`;

function finished({ plan, changes, dpkg }: Evidence): Verdict {
  const half = interruption(dpkg);
  if (half !== null)
    return error(
      'dpkg_failed',
      `apt-get ended well, but dpkg has left packages half done: ${half} ${REPAIR}`,
    );
  const planned = new Set(plan.map(goal));
  const others = changes.filter((step) => !planned.has(goal(step)));
  if (others.length === 0 && isDone({ plan, changes })) return OK;
  const names = [...others, ...plan.filter((step) => !changes.some((one) => goal(one) === goal(step)))];
  return {
    status: 'warning',
    errorKind: 'plan_changed',
    errorMessage: `apt-get ended well, but did not do exactly what it had planned right before: see ${listNames([...new Set(names.map(({ name }) => name))])}. Somebody else may have worked on packages at the same time.`,
  };
}

function interrupted(evidence: Evidence): Verdict {
  const { exitCode, dpkg } = evidence;
  const how =
    exitCode === null
      ? 'apt-get was cut off before its end.'
      : `apt-get was ended by signal ${exitCode - 128} in the middle of its work.`;
  if (isDone(evidence) && interruption(dpkg) === null)
    return {
      status: 'warning',
      errorKind: 'apt_interrupted',
      errorMessage: `${how} All that was planned is done, and dpkg is in order.`,
    };
  return error('apt_interrupted', `${how} ${state(evidence)} ${REPAIR}`);
}

/** How far a run came, in words. */
function state({ plan, changes, dpkg }: Evidence): string {
  const done = new Set(changes.map(goal));
  const count = plan.filter((step) => done.has(goal(step))).length;
  const way =
    count === 0 && changes.length === 0
      ? 'No package was changed'
      : `${count} of ${plan.length} planned packages have their new version`;
  return interruption(dpkg) === null
    ? `${way}, and dpkg is in order.`
    : `${way}, and dpkg is left half done.`;
}

function packagesFailed(failures: readonly PackageFailure[]): Verdict {
  const causes = failures.filter((one) => !isFollowing(one));
  const script = causes.find(isScriptFailure);
  const first = script ?? causes[0] ?? failures[0]!;
  const others = failures.filter(({ name }) => name !== first.name).map(({ name }) => name);
  const said = first.lines.slice(0, -2).at(-1);
  const sentences = [
    `${first.name} failed: ${first.message}.`,
    ...(said && script ? [`Before that it said: "${said.trim()}".`] : []),
    ...(others.length > 0 ? [`Also not done: ${listNames(others)}.`] : []),
    'Correct the cause on the machine, then run apt_repair.',
  ];
  return error(script ? 'package_script_failed' : 'dpkg_failed', sentences.join(' '));
}

const diskSentence = (evidence: Evidence, line: string) =>
  `The disk became full: ${line} ${state(evidence)} Make room, then run apt_repair.`;

function causeSentence(evidence: Evidence, { kind, line }: { kind: ErrorKind; line: string }): string {
  const { holder, lockWaitMs } = evidence;
  switch (kind) {
    case 'lock_timeout':
      return lockSentence('dpkg', holder, lockWaitMs);
    case 'download_failed':
      return `Packages could not be fetched: ${line} ${state(evidence)} Refresh the package lists, then ask for a new plan.`;
    case 'dpkg_interrupted':
    case 'unmet_dependencies':
      return `${line} ${state(evidence)} ${REPAIR}`;
    default:
      return `${line} ${state(evidence)}`;
  }
}

const lastError = (log: string): string =>
  log
    .split('\n')
    .filter((line) => /^(?:E: |dpkg: error)/.test(line))
    .at(-1)
    ?.slice(0, 500) ?? 'it gave no reason.';

const error = (errorKind: ErrorKind, errorMessage: string): Verdict => ({
  status: 'error',
  errorKind,
  errorMessage: errorMessage.slice(0, 2000),
});
