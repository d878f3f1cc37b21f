import type { Static } from 'typebox';
import * as Type from 'typebox';

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const IsoTime = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  maxLength: 24,
});
export type IsoTime = Static<typeof IsoTime>;

/** An identifier: a UUID where we make it. Never a path: only letters, digits, dot, underscore and dash, not starting with a dot. */
export const Id = Type.String({ pattern: '^[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}$' });
export type Id = Static<typeof Id>;

/** A sha256 in lower-case hex. */
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** Bytes in base64, of at most `maxBytes` bytes. */
export const Base64 = (maxBytes: number) =>
  Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', maxLength: Math.ceil(maxBytes / 3) * 4 });

/** A text with an upper limit on its length, in UTF-16 units. */
export const Text = (maxLength: number) => Type.String({ maxLength });

/** A count or a size: a whole number from 0 to 2^53 - 1. */
export const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** An object with names of at most 64 characters and any values. (`Type.Record` would bring most of TypeBox into the agent.) */
export const AnyObject = Type.Unsafe<Record<string, unknown>>(Type.Object({}, { propertyNames: Text(64) }));

/** The schema or null. */
export const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** A package name as Debian policy 5.6.1 has it; never an option and never a pattern. */
export const PackageName = Type.String({ pattern: '^[a-z0-9][a-z0-9+.-]{0,254}$' });
