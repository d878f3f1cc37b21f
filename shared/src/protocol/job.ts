import type { Static } from 'typebox';
import * as Type from 'typebox';
import { canonicalJson } from '../canonical.ts';
import { AnyObject, Base64, Count, Id, IsoTime, Nullable, Sha256, Text } from '../scalars.ts';
import { Action, ErrorKind, ExecutionOutcome } from '../vocabulary.ts';

/** What the collector asks for and signs. */
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

/** A job as it travels and as it lies in the runner's queue. Without a signature only `apt_refresh` is accepted, as the agent's own wish. */
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
  log: Type.Object({ bytes: Count, sha256: Sha256, truncated: Type.Boolean() }),
});
export type RunResult = Static<typeof RunResult>;
