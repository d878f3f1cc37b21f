import type { Static } from 'typebox';
import * as Type from 'typebox';
import { UpdateSnapshot } from '../report/apt.ts';
import { DockerInventory } from '../report/docker.ts';
import { GuestsSnapshot } from '../report/guests.ts';
import { HardwareSnapshot } from '../report/hardware.ts';
import { Metrics } from '../report/metrics.ts';
import { ActionPlan } from '../report/plan.ts';
import { PostInstallSnapshot } from '../report/post-install.ts';
import { SystemSnapshot } from '../report/system.ts';
import { AnyObject, Count, Id, IsoTime, Nullable, Sha256, Text } from '../scalars.ts';
import { Action, RunPhase, Severity } from '../vocabulary.ts';
import { Hello, Prove, Refused } from './handshake.ts';
import { RunResult } from './job.ts';

/** The kinds of snapshot and the schema of each one's payload. */
export const SNAPSHOT_PAYLOADS = {
  apt_update_analyze: UpdateSnapshot,
  system: SystemSnapshot,
  docker_inventory: DockerInventory,
  hardware: HardwareSnapshot,
  post_install: PostInstallSnapshot,
  guests: GuestsSnapshot,
} as const;
export type SnapshotKind = keyof typeof SNAPSHOT_PAYLOADS;
export const SnapshotKind = Type.Enum(Object.keys(SNAPSHOT_PAYLOADS) as SnapshotKind[]);

/** What every durable message carries: its id makes a repetition harmless, its sequence shows what a store lacks. */
const durable = { id: Id, seq: Count };

/** A section that changed. `hash` is the content hash of the payload without `checkedAt`. */
const AptSnapshotMessage = Type.Object({
  type: Type.Literal('snapshot'),
  ...durable,
  kind: Type.Literal('apt_update_analyze'),
  hash: Sha256,
  payload: UpdateSnapshot,
});
const SystemSnapshotMessage = Type.Object({
  type: Type.Literal('snapshot'),
  ...durable,
  kind: Type.Literal('system'),
  hash: Sha256,
  payload: SystemSnapshot,
});
const DockerSnapshotMessage = Type.Object({
  type: Type.Literal('snapshot'),
  ...durable,
  kind: Type.Literal('docker_inventory'),
  hash: Sha256,
  payload: DockerInventory,
});
const PostInstallSnapshotMessage = Type.Object({
  type: Type.Literal('snapshot'),
  ...durable,
  kind: Type.Literal('post_install'),
  hash: Sha256,
  payload: PostInstallSnapshot,
});

const HardwareSnapshotMessage = Type.Object({
  type: Type.Literal('snapshot'),
  ...durable,
  kind: Type.Literal('hardware'),
  hash: Sha256,
  payload: HardwareSnapshot,
});

const GuestsSnapshotMessage = Type.Object({
  type: Type.Literal('snapshot'),
  ...durable,
  kind: Type.Literal('guests'),
  hash: Sha256,
  payload: GuestsSnapshot,
});

/** A section that was looked at again and is equal to the one with this hash. */
const SnapshotConfirmed = Type.Object({
  type: Type.Literal('snapshot_confirmed'),
  ...durable,
  kind: SnapshotKind,
  hash: Sha256,
  checkedAt: IsoTime,
});

const MetricsMessage = Type.Object({ type: Type.Literal('metrics'), ...durable, payload: Metrics });

const ExecutionStarted = Type.Object({
  type: Type.Literal('execution_started'),
  ...durable,
  executionId: Id,
  jobId: Id,
  action: Action,
  mode: Type.Enum(['manual', 'scheduled']),
  startedAt: IsoTime,
});

/** Sent when every byte of the log has been acknowledged. */
const ExecutionFinished = Type.Object({
  type: Type.Literal('execution_finished'),
  ...durable,
  result: RunResult,
});

/** Something that the agent wants on the timeline, e.g. a spool file that was set aside. */
const AgentEvent = Type.Object({
  type: Type.Literal('event'),
  ...durable,
  eventType: Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }),
  severity: Severity,
  occurredAt: IsoTime,
  message: Text(2000),
  /** Who caused it, where the machine knows; a user by the name of the account. Otherwise the system. */
  actor: Type.Optional(
    Type.Object({ type: Type.Enum(['user', 'system', 'schedule']), id: Nullable(Text(256)) }),
  ),
  details: Type.Optional(AnyObject),
});

const Heartbeat = Type.Object({ type: Type.Literal('heartbeat'), now: IsoTime });

/** The jobs that the agent's journal holds, told right after WELCOME; the collector answers with log_ack, job or want_execution. */
const Journal = Type.Object({
  type: Type.Literal('journal'),
  jobs: Type.Array(
    Type.Object({
      jobId: Id,
      executionId: Id,
      action: Action,
      state: Type.Enum(['accepted', 'running', 'finished']),
    }),
    { maxItems: 1000 },
  ),
});

/** What a run is doing now. Not durable: it is told again after each connection and whenever it changes, twice a second at most. */
const Progress = Type.Object({
  type: Type.Literal('progress'),
  executionId: Id,
  phase: RunPhase,
  /** The package in hand. */
  package: Nullable(Text(256)),
  /** Of this phase, 0 to 100. */
  percent: Nullable(Type.Number({ minimum: 0, maximum: 100 })),
  /** For how long the run has said nothing, in whole seconds. */
  silentSeconds: Count,
});

/** The answer to `plan_request`. */
const PlanAnswer = Type.Object({ type: Type.Literal('plan_answer'), requestId: Id, plan: ActionPlan });

const JobAccepted = Type.Object({ type: Type.Literal('job_accepted'), jobId: Id });
const JobRefused = Type.Object({
  type: Type.Literal('job_refused'),
  jobId: Id,
  code: Type.Enum(['outbox_full', 'too_many_jobs', 'not_for_me', 'invalid', 'expired']),
  message: Text(1000),
});

/** Messages that wait in the outbox until they are acknowledged. */
export const DURABLE = {
  snapshot: Type.Union([
    AptSnapshotMessage,
    SystemSnapshotMessage,
    DockerSnapshotMessage,
    HardwareSnapshotMessage,
    PostInstallSnapshotMessage,
    GuestsSnapshotMessage,
  ]),
  snapshot_confirmed: SnapshotConfirmed,
  metrics: MetricsMessage,
  execution_started: ExecutionStarted,
  execution_finished: ExecutionFinished,
  event: AgentEvent,
} as const;
export type DurableType = keyof typeof DURABLE;
export type DurableMessage = { [T in DurableType]: Static<(typeof DURABLE)[T]> }[DurableType];

/** Every text message from agent to collector, by type. Log chunks are binary: see log-chunk.ts. */
export const TO_COLLECTOR = {
  hello: Hello,
  prove: Prove,
  refused: Refused,
  heartbeat: Heartbeat,
  journal: Journal,
  progress: Progress,
  plan_answer: PlanAnswer,
  job_accepted: JobAccepted,
  job_refused: JobRefused,
  ...DURABLE,
} as const;
export type ToCollector = { [T in keyof typeof TO_COLLECTOR]: Static<(typeof TO_COLLECTOR)[T]> };
export type ToCollectorMessage = ToCollector[keyof ToCollector];

/** Whether a message is one that is acknowledged. */
export const isDurable = (message: { type: string }): message is DurableMessage => message.type in DURABLE;
