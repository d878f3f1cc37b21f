import type { MachineView } from '../domain/queries.ts';
import { type Finding, warning } from './finding.ts';
import type { StatusSettings } from './settings.ts';

/** What a machine's containers call for. That they may not be read, or that a registry was not asked, is no doubt about the machine. */
export function containerFindings({ state }: MachineView, now: Date, settings: StatusSettings): Finding[] {
  if (!state || state.dockerInstalled === 0) return [];
  const { dockerStatus, dockerUpdatesCount: updates, dockerReadAt: readAt } = state;
  const findings: Finding[] = [];
  if (dockerStatus === 'warning' || dockerStatus === 'error')
    findings.push(
      warning('containers_warning', 'The container engine, or a container, is not as it should be.', null),
    );
  if (readAt !== null && now.getTime() - Date.parse(readAt) > settings.listsMaxAgeMs)
    findings.push(warning('containers_old', `The containers were last read at ${readAt}.`, null));
  if (updates > 0)
    findings.push({
      status: 'updates_available',
      code: 'container_updates',
      message: `${updates} ${updates === 1 ? 'service has' : 'services have'} a newer image, or one that is not started.`,
      since: null,
    });
  return findings;
}
