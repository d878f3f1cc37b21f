import { IsoTime, MessageCategory, MessageSource, Nullable, Severity } from '@suivi/shared';
import Type, { type Static } from 'typebox';

const Name = Nullable(Type.String());

/** Something that a person should read, as it is stored. */
export const ImportantMessage = Type.Object({
  id: Type.String(),
  machineId: Name,
  source: MessageSource,
  category: MessageCategory,
  severity: Severity,
  packageName: Name,
  component: Nullable(
    Type.String({ description: 'What it is about, e.g. a source, a conffile or a service.' }),
  ),
  message: Type.String(),
  rawLineRef: Name,
  snapshotId: Name,
  executionId: Name,
  firstSeenAt: IsoTime,
  lastSeenAt: IsoTime,
  acknowledged: Type.Union([Type.Literal(0), Type.Literal(1)]),
  acknowledgedAt: Nullable(IsoTime),
  acknowledgedBy: Nullable(Type.String({ description: 'Who took note: the id of a user or an API client.' })),
  acknowledgedByName: Nullable(Type.String({ description: 'Their name, also when they are gone by now.' })),
  payloadJson: Nullable(Type.String({ description: 'JSON text, as it is stored.' })),
  resolvedAt: Nullable(IsoTime),
});
export type ImportantMessage = Static<typeof ImportantMessage>;
