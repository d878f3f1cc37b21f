import type { Static } from 'typebox';
import * as Type from 'typebox';
import { canonicalJson } from '../canonical.ts';
import { PlanDifference, PlanStep } from '../plan.ts';
import { DockerOutcome } from '../report/docker.ts';
import { PostInstallOutcome } from '../report/post-install.ts';
import { AnyObject, Base64, Count, Id, IsoTime, Nullable, Sha256, Text } from '../scalars.ts';
import { Action, ErrorKind, ExecutionOutcome } from '../vocabulary.ts';

/** What the collector asks for and signs. `parameters` fits ACTION_PARAMETERS of the action; `planHash` null with a planned action means: whatever is current. */
export const JobOrder = Type.Object({
  jobId: Id,
  executionId: Id,
  machineId: Id,
  action: Action,
  parameters: AnyObject,
  planHash: Nullable(Sha256),
  issuedAt: IsoTime,
  expiresAt: IsoTime,
});
export type JobOrder = Static<typeof JobOrder>;

/** A job as it travels and as it lies in the runner's queue. Without a signature only READING_ACTIONS are accepted, as the agent's own wish. */
export const Job = Type.Object({ order: JobOrder, signature: Nullable(Base64(64)) });
export type Job = Static<typeof Job>;

/** The bytes of a job's Ed25519 signature. */
export const jobOrderBytes = (order: JobOrder): Uint8Array =>
  new TextEncoder().encode(`suivi job 1\n${canonicalJson(order)}`);

/** How one source fared in a refresh. */
export const SourceRefresh = Type.Object({
  uri: Text(2000),
  suite: Text(256),
  ok: Type.Boolean(),
  error: Type.Optional(Text(2000)),
});
export type SourceRefresh = Static<typeof SourceRefresh>;

/** A package whose step failed, with the last lines that were said about it. */
export const PackageFailure = Type.Object({
  name: Text(256),
  message: Text(2000),
  lines: Type.Array(Text(2000)),
});
export type PackageFailure = Static<typeof PackageFailure>;

/** A configuration file that was changed here and in the package: which one is in place, and where the other one lies. */
export const ConffileDecision = Type.Object({
  path: Text(4096),
  package: Nullable(Text(256)),
  decision: Type.Enum(['kept', 'replaced']),
  other: Nullable(Text(4096)),
});
export type ConffileDecision = Static<typeof ConffileDecision>;

/** What an action changed and left to do, beyond how it ended. Each member is there where it has a meaning for the action. */
export const RunOutcome = Type.Object({
  /** What apt was going to do, simulated right before. */
  plan: Type.Optional(Type.Array(PlanStep)),
  /** With error_kind plan_changed, where the approved plan is known step by step. */
  planDifference: Type.Optional(PlanDifference),
  /** What has changed, by dpkg's own state before and after. */
  changes: Type.Optional(Type.Array(PlanStep)),
  failures: Type.Optional(Type.Array(PackageFailure)),
  conffiles: Type.Optional(Type.Array(ConffileDecision)),
  services: Type.Optional(
    Type.Object({
      /** Services that still run what was replaced; null when nothing here can tell. */
      toRestart: Nullable(Type.Array(Text(256))),
      restarted: Type.Array(Text(256)),
      failed: Type.Array(Text(256)),
    }),
  ),
  reboot: Type.Optional(
    Type.Object({
      required: Type.Boolean(),
      reasons: Type.Array(Text(500)),
      /** For the action `reboot`: the ids of the boots before and after it. */
      bootIdBefore: Type.Optional(Text(64)),
      bootIdAfter: Type.Optional(Nullable(Text(64))),
    }),
  ),
  docker: Type.Optional(DockerOutcome),
  dpkg: Type.Optional(Type.Object({ ok: Type.Boolean(), problem: Type.Optional(Text(4000)) })),
  postInstall: Type.Optional(PostInstallOutcome),
});
export type RunOutcome = Static<typeof RunOutcome>;

/** What a run came to: `executions.result_json`. */
export const RunResult = Type.Object({
  executionId: Id,
  jobId: Id,
  action: Action,
  mode: Type.Enum(['manual', 'scheduled']),
  startedAt: IsoTime,
  finishedAt: IsoTime,
  status: ExecutionOutcome,
  exitCode: Nullable(Type.Integer()),
  errorKind: Nullable(ErrorKind),
  errorMessage: Nullable(Text(2000)),
  importantLines: Type.Array(Text(2000)),
  sources: Type.Optional(Type.Array(SourceRefresh)),
  ...RunOutcome.properties,
  log: Type.Object({ bytes: Count, sha256: Sha256, truncated: Type.Boolean() }),
});
export type RunResult = Static<typeof RunResult>;
