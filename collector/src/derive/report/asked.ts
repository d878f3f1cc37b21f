import type { Action, ApprovedImage } from '@suivi/shared';
import type { ReportFacts } from '../../domain/reports.ts';
import { list, plain, section } from './markdown.ts';

/** What each action does, for people who do not know its name. */
const MEANING: Readonly<Record<Action, string>> = {
  apt_refresh: 'Refresh the package lists.',
  apt_upgrade: 'Upgrade everything that can be upgraded without removing a package.',
  apt_full_upgrade: 'Upgrade everything, with the installations and removals that this needs.',
  apt_security_upgrade: 'Upgrade the packages with security updates.',
  apt_upgrade_selected: 'Upgrade the packages named here to exactly these versions.',
  apt_autoremove: 'Remove packages that were installed for others and that nothing needs any more.',
  apt_clean: 'Throw away downloaded package files.',
  apt_repair: 'Finish what dpkg has left half done, and repair dependencies.',
  apt_hold: 'Hold the packages named here at their versions.',
  apt_unhold: 'Let the packages named here be upgraded again.',
  hardware_probe: 'Read the health of the disks and what else only root may read of the hardware.',
  guests_inventory: 'Read which virtual machines and containers the machine runs.',
  services_restart: 'Restart services that still run what was replaced.',
  docker_inventory: 'Read what the container engine runs.',
  docker_stack_pull: 'Fetch the images of the stack named here, and start none of them.',
  docker_stack_update:
    'Fetch the images of the stack named here, start what is new, and go back where it is not healthy.',
  docker_prune: 'Throw away container images that nothing uses, and the build cache.',
  reboot: 'Reboot the machine.',
  post_install_check: 'Look at what the post-install profiles of the machine would change.',
  post_install_apply: 'Bring the machine to what its post-install profiles say.',
};

/** What was asked for, in words, with what it was to work on and why. */
export function asked({ result, parameters, reason }: ReportFacts): string[] {
  return section(
    'What was asked',
    [MEANING[result.action]],
    list(
      [
        ...named(parameters?.['packages']),
        ...named(parameters?.['services']),
        ...named(parameters?.['profiles']),
      ].map(plain),
    ),
    typeof parameters?.['stack'] === 'string' ? [`Stack: ${plain(parameters['stack'])}`] : [],
    approvedImages(parameters?.['images']),
    parameters?.['allImages'] === true
      ? ['Every image that no container uses, and not only those without a name.']
      : [],
    parameters?.['allowRemovals'] === true ? ['Removals were allowed.'] : [],
    reason === null ? [] : [`Reason given: ${plain(reason)}`],
  );
}

/** The images that were approved for a stack, one line each. */
function approvedImages(given: unknown): string[] {
  if (!Array.isArray(given)) return [];
  return list(
    (given as ApprovedImage[]).map(({ service, image, digest }) =>
      plain(`${service}: ${image} at ${digest}`),
    ),
  );
}

/** Who asked, by name where it has one. */
export function askedBy({ actorType, actorId, actorName }: ReportFacts): string {
  if (actorType === 'system') return 'the machine itself';
  if (actorType === 'schedule') return `a schedule${actorId === null ? '' : ` (${actorId})`}`;
  const kind = actorType === 'user' ? 'user' : actorType === 'hermes' ? 'Hermes' : 'API client';
  if (actorName !== null) return `${actorName} (${kind} ${actorId})`;
  return actorId === null ? `a ${kind}` : `${kind} ${actorId}`;
}

/** Names of packages or services, as the parameters of a job have them. */
function named(given: unknown): string[] {
  if (!Array.isArray(given)) return [];
  return given.map((each: unknown) => {
    if (typeof each !== 'object' || each === null) return String(each);
    const { name, arch, version } = each as Record<string, unknown>;
    return [name, arch && `(${arch})`, version].filter(Boolean).join(' ');
  });
}
