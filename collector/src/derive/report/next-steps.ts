import type { ErrorKind } from '@suivi/shared';

/** What a person does after each kind of failure. Closed: a new kind needs its line here. */
export const NEXT_STEPS: Readonly<Record<ErrorKind, string>> = {
  source_failed:
    'Look at the failed sources: correct or disable them on the machine, or wait for their mirror; then run `apt_refresh` again.',
  sources_malformed:
    'Correct the file in `/etc/apt/sources.list.d` or `/etc/apt/sources.list` that the message names, then run `apt_refresh` again.',
  lock_timeout:
    'Another program was using apt or dpkg the whole time. Wait until it has ended, or look at it on the machine; then ask for the action again.',
  dpkg_interrupted: 'dpkg was interrupted before. Run `apt_repair`, then ask for the action again.',
  disk_full:
    'Make room on the disk that the message names; `apt_clean` and `apt_autoremove` help. Then ask for the action again.',
  permission_denied: 'The runner lacks a right that it needs. See that it runs as root on the machine.',
  policy_refused:
    'The policy file of the machine does not allow this. Allow it there, on the machine, if it is meant to be allowed.',
  signature_invalid:
    'The machine does not take orders signed with the key of this collector. Enrol it again if the collector was set up anew; otherwise find out who sent the order.',
  job_invalid:
    'The runner of the machine did not understand the job. Upgrade the agent there, then ask for the action again.',
  job_expired: 'The job came too late. Ask for the action again.',
  runner_unavailable: 'The runner could not be started. Look at its service on the machine.',
  runner_interrupted:
    'The runner was cut off, e.g. by a reboot or a power failure. Run `apt_repair` if dpkg is not in order, then ask for the action again.',
  timeout: 'It took too long and was given up. Look at what hangs on the machine before asking again.',
  agent_lost_job:
    'How the run ended is not known. Look at the next analysis of the machine, and ask for the action again if it is still needed.',
  log_lost:
    'The log was lost on the machine before it had arrived. Look at the next analysis, and ask for the action again if it is still needed.',
  apt_failed:
    'Look at the important lines and the log for what apt objected to, correct it, then ask for the action again.',
  apt_interrupted: 'apt was ended in the middle. Run `apt_repair`, then ask for the action again.',
  plan_changed:
    'The plan is another than the one approved, and nothing was done. Look at the difference, then ask again with the plan of now.',
  plan_impossible:
    'apt can make no plan for this. Look at the reasons of the packages concerned; `apt_repair` shows whether dependencies are broken.',
  removals_refused:
    'The plan removes packages, and that was not approved. Look at the removals, then ask again with them allowed or with the approved plan.',
  package_script_failed:
    'Correct what the script of the package complains of (see its last lines), then run `apt_repair`.',
  download_failed:
    'A package could not be downloaded; nothing was changed. Run `apt_refresh` and ask for a new plan: the mirror may have newer versions. For images of containers: look at the registry that the message names.',
  dpkg_failed:
    'Look at the last lines of the packages that failed, correct what they name, then run `apt_repair`.',
  unmet_dependencies:
    'Dependencies cannot be met. Run `apt_repair`, and look at held and pinned packages and at disabled sources.',
  not_supported: 'The agent of the machine does not know this action. Upgrade the agent.',
  services_failed:
    'Look at the journal of the failed services on the machine, and start them again once the cause is removed.',
  docker_unavailable:
    'Look at the service of the container engine on the machine, start it, then ask for the action again.',
  docker_failed:
    'Look at the log for what the container engine objected to, correct it, then ask for the action again.',
  compose_missing:
    'Install Compose on the machine (the package docker-compose, or the plugin docker-compose-plugin), then ask for the action again.',
  stack_unusable:
    'Put the compose files back where the message says, or update the stack where it is managed; then read the containers again with `docker_inventory`.',
  stack_unhealthy:
    'Look at the log of the service that was not healthy, and at what its new image needs; then ask for the update again.',
  post_install_failed:
    'Correct what the message names, on the machine or in the profile, then look at a new dry run and apply it.',
  lockout_refused:
    'Nothing was changed: nobody could have signed in over SSH any more. Add authorised keys to a profile of the machine, or force it where there is another way in.',
  reboot_failed: 'The machine did not come back as a new boot. Look at its console.',
};
