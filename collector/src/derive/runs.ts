import type { MachineView } from '../domain/ports.ts';
import type { Finding } from './finding.ts';

/** What the machine is running, how its last run ended, and whether the analysis that follows a run is still to come. */
export function runFindings({ state, running, lastExecution: last }: MachineView): Finding[] {
  const findings: Finding[] = [];
  if (state?.runningJobId)
    findings.push({
      status: 'running',
      code: 'action_running',
      message: `The machine is running ${running?.action ?? 'an action'}.`,
      since: running?.startedAt ?? null,
    });
  if (last?.status === 'error' && !last.acknowledgedAt)
    findings.push({
      status: 'error',
      code: 'execution_failed',
      message: `The last run, ${last.action}, failed${last.errorMessage ? `: ${last.errorMessage}` : '.'}`,
      since: last.finishedAt,
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
