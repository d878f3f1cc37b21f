import { ActorType, IsoTime, Nullable, Severity } from '@suivi/shared';
import Type, { type Static } from 'typebox';

const Name = Nullable(Type.String());

/** A line on the timeline, with the name of who caused it. */
export const Event = Type.Object({
  id: Type.String(),
  seq: Type.Integer({ description: 'Its place in the order of commits.' }),
  machineId: Name,
  eventType: Type.String(),
  severity: Severity,
  createdAt: IsoTime,
  actorType: Nullable(ActorType),
  actorId: Name,
  actorName: Nullable(Type.String({ description: 'Of a user or an API client.' })),
  snapshotId: Name,
  executionId: Name,
  jobId: Name,
  message: Name,
  payloadJson: Nullable(Type.String({ description: 'JSON text, as it is stored.' })),
});
export type Event = Static<typeof Event>;
