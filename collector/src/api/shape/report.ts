import { IsoTime, Nullable, ReportKind } from '@suivi/shared';
import Type, { type Static } from 'typebox';

const Name = Nullable(Type.String());

/** A report without its text, as its row is stored. */
export const Report = Type.Object({
  id: Type.String(),
  machineId: Name,
  executionId: Name,
  kind: ReportKind,
  title: Type.String(),
  path: Type.String({ description: 'Below SU_REPORTS_DIR.' }),
  createdAt: IsoTime,
  pinned: Type.Union([Type.Literal(0), Type.Literal(1)]),
  summaryJson: Nullable(Type.String({ description: 'JSON text, as it is stored.' })),
});
export type Report = Static<typeof Report>;
