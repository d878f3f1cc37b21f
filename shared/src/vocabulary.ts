import type { Static } from 'typebox';
import * as Type from 'typebox';

/** The state of a machine, a snapshot or an execution. */
export const Status = Type.Enum(['unknown', 'ok', 'updates_available', 'running', 'warning', 'error']);
export type Status = Static<typeof Status>;

export const Severity = Type.Enum(['info', 'warning', 'error']);
export type Severity = Static<typeof Severity>;

/** Who caused a line on the timeline. `hermes` is the assistant program that some operators let work on their fleet. */
export const ActorType = Type.Enum(['user', 'system', 'schedule', 'hermes', 'api_client']);
export type ActorType = Static<typeof ActorType>;

export const MachineKind = Type.Enum([
  'physical',
  'vm',
  'proxmox_host',
  'lxc',
  'raspberry_pi',
  'workstation',
  'unknown',
]);
export type MachineKind = Static<typeof MachineKind>;

/** Whether an update fixes a security problem. `unknown` is a source that does not say. */
export const SecurityAnswer = Type.Enum(['yes', 'no', 'unknown']);
export type SecurityAnswer = Static<typeof SecurityAnswer>;

/** What a full upgrade would do with a pending package; only `upgradable` ones are counted. */
export const PackageStatus = Type.Enum(['upgradable', 'held', 'phased', 'kept_back', 'pinned', 'broken']);
export type PackageStatus = Static<typeof PackageStatus>;

/** Everything that a collector may ask of a machine. The timeline's event is `action_<action>`. */
export const Action = Type.Enum([
  'apt_refresh',
  'apt_upgrade',
  'apt_full_upgrade',
  'apt_security_upgrade',
  'apt_upgrade_selected',
  'apt_autoremove',
  'apt_clean',
  'apt_repair',
  'apt_hold',
  'apt_unhold',
  'services_restart',
  'docker_inventory',
  'docker_stack_pull',
  'docker_stack_update',
  'docker_prune',
  'reboot',
  'hardware_probe',
  'guests_inventory',
  'post_install_check',
  'post_install_apply',
]);
export type Action = Static<typeof Action>;

/** Actions that only read. An agent may ask its own runner for them, without the collector's signature. */
export const READING_ACTIONS: readonly Action[] = [
  'apt_refresh',
  'docker_inventory',
  'post_install_check',
  'hardware_probe',
  'guests_inventory',
];

/** Actions that run a plan: they carry the hash of the one that was approved, or run whatever is current. */
export const PlannedAction = Type.Enum([
  'apt_upgrade',
  'apt_full_upgrade',
  'apt_security_upgrade',
  'apt_upgrade_selected',
  'apt_autoremove',
  'apt_repair',
]);
export type PlannedAction = Static<typeof PlannedAction>;

/** Whether an action runs a plan. */
export const isPlanned = (action: Action): action is PlannedAction =>
  (valuesOf(PlannedAction) as readonly Action[]).includes(action);

/** What a run is doing, in the order in which the phases usually come. */
export const RunPhase = Type.Enum([
  'waiting',
  'preflight',
  'download',
  'unpack',
  'configure',
  'remove',
  'check',
  'reboot',
]);
export type RunPhase = Static<typeof RunPhase>;

/** Where a job stands on the collector. */
export const JobStatus = Type.Enum(['queued', 'sent', 'running', 'done', 'cancelled', 'expired', 'refused']);
export type JobStatus = Static<typeof JobStatus>;

/** How a run ended. */
export const ExecutionOutcome = Type.Enum(['ok', 'warning', 'error']);
export type ExecutionOutcome = Static<typeof ExecutionOutcome>;

/** Why a run failed or was refused: a closed list, so that programs can branch on it. */
export const ErrorKind = Type.Enum([
  'source_failed',
  'sources_malformed',
  'lock_timeout',
  'dpkg_interrupted',
  'disk_full',
  'permission_denied',
  'policy_refused',
  'signature_invalid',
  'job_invalid',
  'job_expired',
  'runner_unavailable',
  'runner_interrupted',
  'timeout',
  'agent_lost_job',
  'log_lost',
  'apt_failed',
  'apt_interrupted',
  'plan_changed',
  'plan_impossible',
  'removals_refused',
  'package_script_failed',
  'download_failed',
  'dpkg_failed',
  'unmet_dependencies',
  'not_supported',
  'services_failed',
  'reboot_failed',
  'docker_unavailable',
  'docker_failed',
  'compose_missing',
  'stack_unusable',
  'stack_unhealthy',
  'post_install_failed',
  'lockout_refused',
]);
export type ErrorKind = Static<typeof ErrorKind>;

/** Where an important message comes from. */
export const MessageSource = Type.Enum(['apt', 'docker', 'post_install', 'ssh', 'system']);
export type MessageSource = Static<typeof MessageSource>;

/** What an important message is about. `future_major_change` works today and will break with a later release. */
export const MessageCategory = Type.Enum([
  'error',
  'warning',
  'future_major_change',
  'conffile',
  'missing_key',
  'source',
  'dpkg',
]);
export type MessageCategory = Static<typeof MessageCategory>;

/** A file that is kept for a while, e.g. the log of a run. */
export const ArtifactKind = Type.Enum(['raw_log', 'rendered_template', 'export', 'screenshot']);
export type ArtifactKind = Static<typeof ArtifactKind>;

/** For how long an artifact is kept. */
export const RetentionPolicy = Type.Enum(['default', 'failed', 'pinned', 'short']);
export type RetentionPolicy = Static<typeof RetentionPolicy>;

export const ReportKind = Type.Enum(['machine', 'global', 'cleanup', 'hermes']);
export type ReportKind = Static<typeof ReportKind>;

/** What a token may do. Roles are sets of these. */
export const Scope = Type.Enum([
  'machines:read',
  'machines:write',
  'actions:run',
  'artifacts:read',
  'clients:admin',
  'metrics:read',
]);
export type Scope = Static<typeof Scope>;

/** Every value of an enumeration made with `Type.Enum`, in the order of its definition. */
export const valuesOf = <T extends string>(schema: { enum: readonly T[] }): readonly T[] => schema.enum;
