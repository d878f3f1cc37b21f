import type { MachineView } from '../domain/queries.ts';
import { type Finding, warning } from './finding.ts';
import type { StatusSettings } from './settings.ts';
import { sourceFindings } from './sources.ts';

/** What the newest analysis says, and how far it can be trusted. */
export function analysisFindings({ apt }: MachineView, now: Date, settings: StatusSettings): Finding[] {
  if (!apt) return [];
  const { snapshot, facts } = apt;
  const since = snapshot.receivedAt;
  const findings = sourceFindings(apt, now, settings);
  if (!facts.dpkg.ok)
    findings.push(
      warning('dpkg_problem', facts.dpkg.problem ?? 'dpkg was interrupted and must be repaired.', since),
    );
  if (facts.problem || snapshot.status === 'error')
    findings.push({
      status: 'error',
      code: facts.problem?.code ?? 'analysis_failed',
      message: facts.problem?.message ?? 'The packages of the machine could not be analysed.',
      since,
    });
  if (snapshot.status === 'warning' && findings.length === 0)
    findings.push(warning('analysis_warning', 'The last analysis ended with a warning.', since));
  if (snapshot.status === 'unknown')
    findings.push({
      status: 'unknown',
      code: 'analysis_unknown',
      message: 'The machine does not know the state of its packages.',
      since,
    });
  if (facts.count > 0)
    findings.push({
      status: 'updates_available',
      code: 'updates_available',
      message: `${countOf(facts.count, 'update')} can be installed, ${facts.securityCount} of them for security.`,
      since,
    });
  return findings;
}

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
