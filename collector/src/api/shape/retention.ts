import { IsoTime, Nullable } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import { MOST_DAYS, RETENTION_DAYS, type RetentionDays } from '../../domain/retention.ts';

const NAMES = Object.keys(RETENTION_DAYS) as RetentionDays[];
const Days = Type.Integer({ minimum: 1, maximum: MOST_DAYS });

/** For how many days something is kept, and who says so. */
export const RetentionItem = Type.Object({
  setting: Type.Enum(NAMES),
  days: Days,
  fallback: Type.Integer({ description: 'The default.' }),
  origin: Type.Enum(['default', 'page', 'environment'], {
    description: 'environment: by `variable`, which counts before what is said here.',
  }),
  variable: Type.String(),
  updatedAt: Nullable(IsoTime),
  updatedByName: Nullable(Type.String()),
});
export type RetentionItem = Static<typeof RetentionItem>;

/** Other days for some of them. */
export const RetentionChange = Type.Partial(Type.Record(Type.Enum(NAMES), Nullable(Days)), {
  additionalProperties: false,
  minProperties: 1,
});
