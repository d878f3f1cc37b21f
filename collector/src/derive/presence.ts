import type { MachineView } from '../domain/queries.ts';
import { type Finding, warning } from './finding.ts';
import type { StatusSettings } from './settings.ts';

/** Whether the machine is there, may be believed, and agrees on the time. */
export function presenceFindings(
  { machine, presence }: MachineView,
  now: Date,
  settings: StatusSettings,
): Finding[] {
  const findings: Finding[] = [];
  if (machine.quarantine !== null)
    findings.push(warning('quarantined', 'The machine waits in quarantine for a person to adopt it.', null));
  const heardAt = Date.parse(machine.lastSeenAt ?? machine.createdAt);
  const silentSince = heardAt + settings.silenceMaxMs;
  if (now.getTime() > silentSince)
    findings.push(
      warning(
        'silent',
        machine.lastSeenAt === null
          ? 'The machine has never been heard of since it enrolled.'
          : `The machine has not been heard of since ${machine.lastSeenAt}.`,
        new Date(silentSince).toISOString(),
      ),
    );
  const skewMs = presence.clockSkewMs ?? 0;
  if (Math.abs(skewMs) > settings.clockSkewMaxMs)
    findings.push(
      warning(
        'clock_skew',
        `The clock of the machine is ${duration(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead of' : 'behind'} the collector's.`,
        presence.connectedSince,
      ),
    );
  return findings;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A time span in its largest unit that fits, for a sentence. */
function duration(ms: number): string {
  const [name, size] = UNITS.find(([, unit]) => ms >= 2 * unit) ?? ['second', 1000];
  return `${Math.round(ms / size)} ${name}s`;
}
