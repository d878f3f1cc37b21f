import { ArtifactKind, IsoTime, Nullable, RetentionPolicy } from '@suivi/shared';
import Type, { type Static } from 'typebox';

const Name = Nullable(Type.String());
const Flag = Type.Union([Type.Literal(0), Type.Literal(1)]);

/** A file that a run has left behind, as its row is stored. */
export const Artifact = Type.Object({
  id: Type.String(),
  machineId: Name,
  kind: ArtifactKind,
  path: Type.String({ description: 'Below SU_REPORTS_DIR.' }),
  bytes: Nullable(Type.Integer()),
  sha256: Name,
  createdAt: IsoTime,
  expiresAt: Nullable(IsoTime),
  pinned: Flag,
  redacted: Flag,
  retentionPolicy: Nullable(RetentionPolicy),
  deletedAt: Nullable(IsoTime),
  deleteReason: Name,
  metadataJson: Nullable(Type.String({ description: 'JSON text, as it is stored.' })),
});
export type Artifact = Static<typeof Artifact>;

/** The body that pins something or lets go of it. */
export const PinBody = Type.Object(
  { pinned: Type.Boolean({ description: 'true keeps it for ever.' }) },
  { additionalProperties: false },
);
