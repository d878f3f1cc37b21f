import { Action, ActorType, IsoTime, JobStatus, Nullable } from '@suivi/shared';
import Type, { type Static } from 'typebox';

const Name = Nullable(Type.String());

/** A job in a list: all but its parameters. */
export const JobHead = Type.Object({
  id: Type.String(),
  executionId: Type.String(),
  machineId: Type.String(),
  action: Action,
  planHash: Name,
  status: JobStatus,
  actorType: ActorType,
  actorId: Name,
  actorName: Name,
  requestId: Name,
  reason: Name,
  createdAt: IsoTime,
  expiresAt: IsoTime,
  sentAt: Nullable(IsoTime),
  finishedAt: Nullable(IsoTime),
  outcome: Nullable(Type.String({ description: 'Why it was refused, cancelled or expired, as a sentence.' })),
});

/** A request to a machine, as it is stored. */
export const Job = Type.Object({
  ...JobHead.properties,
  parametersJson: Type.String({ description: 'JSON text, as it is stored.' }),
});
export type Job = Static<typeof Job>;
