import { createHash } from 'node:crypto';

/**
 * JSON with object keys sorted and nothing optional in it, so that equal values give equal text.
 * Members that are undefined are left out, as JSON.stringify does. Throws on a cycle, a bigint or a number that JSON cannot hold.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('not a JSON number');
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** The sha256 of text (as UTF-8) or bytes, in lower-case hex. */
export const sha256Hex = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex');

/** The sha256 of a value's canonical JSON: two values have the same hash exactly when they are equal as JSON. */
export const contentHash = (value: unknown): string => sha256Hex(canonicalJson(value));
