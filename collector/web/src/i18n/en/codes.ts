import type {
  Action,
  ActorType,
  MachineKind,
  PackageStatus,
  RunPhase,
  Severity,
  Status,
} from '@suivi/shared';

const actions: Record<Action, string> = {
  apt_refresh: 'Refresh lists',
  apt_upgrade: 'Upgrade without removals',
  apt_full_upgrade: 'Full upgrade',
  apt_security_upgrade: 'Security upgrade',
  apt_upgrade_selected: 'Upgrade of selected packages',
  apt_autoremove: 'Remove what is no longer needed',
  apt_clean: 'Empty the download cache',
  apt_repair: 'Repair dpkg',
  apt_hold: 'Hold packages',
  apt_unhold: 'Release held packages',
  services_restart: 'Restart services',
  hardware_probe: 'Probe the hardware',
  docker_inventory: 'Read containers',
  docker_stack_pull: 'Pull images',
  docker_stack_update: 'Update stack',
  docker_prune: 'Remove unused images',
  reboot: 'Reboot',
  post_install_check: 'Dry run of profiles',
  post_install_apply: 'Apply profiles',
};
const statuses: Record<Status, string> = {
  unknown: 'Not known',
  ok: 'Up to date',
  updates_available: 'Updates',
  running: 'Running',
  warning: 'Warning',
  error: 'Failed',
};
const runs: Record<string, string> = {
  queued: 'Waiting',
  sent: 'Waiting',
  running: 'Running',
  ok: 'Done',
  done: 'Done',
  warning: 'Done, with a warning',
  error: 'Failed',
  cancelled: 'Cancelled',
  expired: 'Expired',
  refused: 'Refused',
};
const phases: Record<RunPhase, string> = {
  waiting: 'Waiting',
  preflight: 'Preflight',
  download: 'Download',
  unpack: 'Unpack',
  configure: 'Configure',
  remove: 'Remove',
  check: 'Check',
  reboot: 'Reboot',
};
const kinds: Record<MachineKind, string> = {
  physical: 'Server',
  vm: 'Virtual machine',
  proxmox_host: 'Proxmox host',
  lxc: 'Container (LXC)',
  raspberry_pi: 'Raspberry Pi',
  workstation: 'Workstation',
  unknown: 'Kind not known',
};
const packageStatuses: Record<PackageStatus, string> = {
  upgradable: 'upgradable',
  held: 'held',
  phased: 'phased',
  kept_back: 'kept back',
  pinned: 'pinned',
  broken: 'broken',
};
const severities: Record<Severity, string> = { info: 'Note', warning: 'Warning', error: 'Error' };
const actors: Record<ActorType, string> = {
  user: 'a person',
  system: 'the system',
  schedule: 'the schedule',
  hermes: 'the assistant',
  api_client: 'an API client',
};
/** What stands before the collector's own sentence; empty where that says it all. */
const reasons: Record<string, string> = {};

/** What has happened, where the collector has no sentence of its own. Actions go by their own names. */
const events: Record<string, string> = {
  apt_refresh: 'The packages were analysed.',
  docker_inventory: 'The containers were read.',
  docker_updates: 'The registries have other images than before.',
  machine_enrolled: 'The machine enrolled.',
  machine_adopted: 'The machine was let in.',
  machine_renamed: 'The machine got another name.',
  machine_tagged: 'The machine got other tags.',
  hardware_warning: 'Something is wrong with the hardware.',
  hardware_warning_gone: 'A warning about the hardware is gone.',
  machine_deleted: 'The machine was deleted.',
  agent_quarantined: 'The agent was put in quarantine.',
  agent_connected: 'The agent connected.',
  agent_disconnected: 'The agent disconnected.',
  status_changed: 'The state changed.',
  local_apt_run: 'Somebody ran apt on the machine.',
  execution_acknowledged: 'A person took note of a failure.',
  message_acknowledged: 'A person took note of a message.',
  message_unacknowledged: 'A person took a note back.',
  job_cancelled: 'A run was cancelled.',
  job_expired: 'A run was given up: its time was over.',
  job_refused: 'A run was refused.',
  login: 'Somebody signed in.',
  login_failed: 'Somebody failed to sign in.',
  logout: 'Somebody signed out.',
  setup: 'The first account was made.',
  user_created: 'An account was made.',
  user_changed: 'An account was changed.',
  user_deleted: 'An account was deleted.',
  totp_enabled: 'A second factor was set up.',
  session_ended: 'A session was ended.',
  client_created: 'An API client was made.',
  client_revoked: 'An API client was revoked.',
  token_created: 'An enrolment token was made.',
  action_requested: 'An action was asked for.',
};

/** The words for what the API names by codes. */
export const codes = {
  actions,
  statuses,
  runs,
  phases,
  kinds,
  packageStatuses,
  severities,
  actors,
  reasons,
  events,
};
