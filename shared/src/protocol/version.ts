import type { Static } from 'typebox';
import * as Type from 'typebox';

/** The protocol versions that one end speaks, both ends included. */
export const VersionRange = Type.Object({
  min: Type.Integer({ minimum: 1, maximum: 1000 }),
  max: Type.Integer({ minimum: 1, maximum: 1000 }),
});
export type VersionRange = Static<typeof VersionRange>;

/** What this release speaks. PROTOCOL.md has an entry for each version. */
export const SPOKEN: VersionRange = { min: 1, max: 1 };

/** The highest version that both ends speak, or null when there is none. */
export function negotiate(ours: VersionRange, theirs: VersionRange): number | null {
  const version = Math.min(ours.max, theirs.max);
  return version >= Math.max(ours.min, theirs.min) ? version : null;
}
