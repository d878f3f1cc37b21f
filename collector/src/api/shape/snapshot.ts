import { IsoTime, Nullable, SNAPSHOT_PAYLOADS, SnapshotKind, Status } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import type { PendingSince } from '../../domain/pending-since.ts';
import type { SnapshotRow } from '../../domain/rows.ts';

const Name = Nullable(Type.String());

/** A snapshot in a list: all but its payload. */
export const Snapshot = Type.Object({
  id: Type.String(),
  machineId: Type.String(),
  kind: SnapshotKind,
  schemaVersion: Type.Integer(),
  checkedAt: IsoTime,
  status: Status,
  importantJson: Nullable(Type.String({ description: 'JSON text, as it is stored.' })),
  rawLogPath: Name,
  rawArtifactId: Name,
  sourceJobId: Name,
  receivedAt: IsoTime,
  lastConfirmedAt: Nullable(IsoTime),
});
export type Snapshot = Static<typeof Snapshot>;

/** Since when each pending package has been seen so, by `name:arch`; null where that is not known. */
const Since = Type.Record(Type.String(), Nullable(IsoTime));

/** A snapshot with its payload; what that holds is said by the kind. */
export const SnapshotWithPayload = Type.Object({
  ...Snapshot.properties,
  pendingSince: Nullable({
    ...Since,
    description:
      'Of an analysis: when each package, by name:arch, was first seen as pending, null where that is not known.',
  }),
  payload: Type.Unsafe<unknown>(
    Type.Union(Object.values(SNAPSHOT_PAYLOADS), { description: 'As the machine sent it.' }),
  ),
});
export type SnapshotWithPayload = Static<typeof SnapshotWithPayload>;

/** Shows a snapshot with its payload. */
export const showWithPayload = (
  { payloadJson, ...row }: SnapshotRow,
  pendingSince: PendingSince | null,
): SnapshotWithPayload => ({
  ...row,
  pendingSince,
  payload: JSON.parse(payloadJson),
});
