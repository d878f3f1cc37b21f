import type { Status } from '@suivi/shared';
import type { MachineView } from '../domain/queries.ts';
import type { EffectiveStatus } from '../domain/status.ts';
import { analysisFindings } from './analysis.ts';
import { containerFindings } from './containers.ts';
import type { Finding } from './finding.ts';
import { presenceFindings } from './presence.ts';
import { runFindings } from './runs.ts';
import { STATUS_SETTINGS, type StatusSettings } from './settings.ts';

/** The strongest first. Not knowing hides neither a failure nor a doubt, and is never shown as ok. */
const PRECEDENCE: readonly Status[] = ['running', 'error', 'warning', 'unknown', 'updates_available'];

/**
 * What a machine's status comes to now: the strongest of all that speaks for a status, with every reason for that one.
 * Pure: the clock is an argument.
 */
export function effectiveStatus(
  view: MachineView,
  now: Date,
  settings: StatusSettings = STATUS_SETTINGS,
): EffectiveStatus {
  const findings = [
    ...runFindings(view),
    ...analysisFindings(view, now, settings),
    ...presenceFindings(view, now, settings),
    ...containerFindings(view, now, settings),
  ];
  const status = PRECEDENCE.find((candidate) => findings.some((finding) => finding.status === candidate));
  if (status) return conclude(status, findings);
  if (!view.apt)
    return {
      status: 'unknown',
      statusReasons: [{ code: 'never_analysed', message: 'The machine has not reported its packages yet.' }],
      statusSince: view.machine.createdAt,
    };
  return { status: 'ok', statusReasons: [], statusSince: view.apt.snapshot.receivedAt };
}

function conclude(status: Status, findings: readonly Finding[]): EffectiveStatus {
  const reasons = findings.filter((finding) => finding.status === status);
  const times = reasons.flatMap(({ since }) => (since === null ? [] : [since]));
  return {
    status,
    statusReasons: reasons.map(({ code, message }) => ({ code, message })),
    statusSince: times.sort()[0] ?? null,
  };
}
