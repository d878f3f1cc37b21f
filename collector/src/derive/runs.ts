import { type Failure, isOpen } from '../domain/failures.ts';
import type { MachineView } from '../domain/queries.ts';
import type { Finding } from './finding.ts';

/** What the machine is running, which failures are open, and whether the analysis that follows a run is still to come. */
export function runFindings({ state, running, lastExecution: last, failures }: MachineView): Finding[] {
  const findings: Finding[] = [];
  if (state?.runningJobId)
    findings.push({
      status: 'running',
      code: 'action_running',
      message: `The machine is running ${running?.action ?? 'an action'}.`,
      since: running?.startedAt ?? null,
    });
  for (const failure of newestOfEachAction(failures.filter(isOpen)))
    findings.push({
      status: 'error',
      code: 'execution_failed',
      message: failureSentence(failure, failure.id === last?.id),
      since: failure.finishedAt,
    });
  if (last && state?.status === 'unknown')
    findings.push({
      status: 'unknown',
      code: 'analysis_awaited',
      message: `The analysis that follows ${last.action} has not arrived yet.`,
      since: last.finishedAt,
    });
  return findings;
}

const newestOfEachAction = (failures: readonly Failure[]): Failure[] =>
  failures.filter(({ action }, index) => failures.findIndex((other) => other.action === action) === index);

function failureSentence({ action, finishedAt, errorMessage }: Failure, isLast: boolean): string {
  const what = isLast
    ? `The last run, ${action}, failed`
    : `${action} failed at ${finishedAt}, and no later run has made up for it`;
  return errorMessage ? `${what}: ${errorMessage}` : `${what}.`;
}
