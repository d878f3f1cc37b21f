import type { Static } from 'typebox';
import * as Type from 'typebox';
import { AnyObject, Count, Id, IsoTime, Text } from '../scalars.ts';
import { Action } from '../vocabulary.ts';
import { ProtocolErrorCode } from './errors.ts';
import { AgentSettings, Challenge, Refused, Welcome } from './handshake.ts';
import { Job } from './job.ts';
import { SnapshotKind } from './to-collector.ts';

/** Stored and committed: the agent may forget these. */
const Ack = Type.Object({ type: Type.Literal('ack'), ids: Type.Array(Id, { maxItems: 1000 }) });

/** Will never be stored: the agent sets it aside and goes on. */
const Rejected = Type.Object({
  type: Type.Literal('rejected'),
  id: Id,
  code: ProtocolErrorCode,
  message: Text(1000),
});

/** The log of an execution is durable up to this offset. Smaller than before means: go back to there. */
const LogAck = Type.Object({ type: Type.Literal('log_ack'), executionId: Id, offset: Count });

const JobMessage = Type.Object({ type: Type.Literal('job'), job: Job });
const CancelJob = Type.Object({ type: Type.Literal('cancel_job'), jobId: Id });

/** The collector lacks the snapshot that was confirmed: send it whole. */
const WantSnapshot = Type.Object({ type: Type.Literal('want_snapshot'), kind: SnapshotKind });

/** The collector lacks the start or the end of an execution that the journal named: send both again. */
const WantExecution = Type.Object({ type: Type.Literal('want_execution'), executionId: Id });

/** What would this action do now? The agent answers with `plan_answer`, as soon as it can and while this connection stands. */
const PlanRequest = Type.Object({
  type: Type.Literal('plan_request'),
  requestId: Id,
  action: Action,
  parameters: AnyObject,
  /** Whether to bring changelogs too, which takes longer. */
  changelogs: Type.Boolean(),
});

/** The answer to a heartbeat. */
const Heartbeat = Type.Object({ type: Type.Literal('heartbeat'), now: IsoTime });
const Settings = Type.Object({ type: Type.Literal('settings'), settings: AgentSettings });

/** Every message from collector to agent, by type. */
export const TO_AGENT = {
  challenge: Challenge,
  welcome: Welcome,
  refused: Refused,
  ack: Ack,
  rejected: Rejected,
  log_ack: LogAck,
  job: JobMessage,
  cancel_job: CancelJob,
  want_snapshot: WantSnapshot,
  want_execution: WantExecution,
  plan_request: PlanRequest,
  heartbeat: Heartbeat,
  settings: Settings,
} as const;
export type ToAgent = { [T in keyof typeof TO_AGENT]: Static<(typeof TO_AGENT)[T]> };
export type ToAgentMessage = ToAgent[keyof ToAgent];
