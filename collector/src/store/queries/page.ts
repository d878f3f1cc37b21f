import type { Page, PageRequest } from '../../domain/page.ts';
import { StoreError } from '../store-error.ts';

interface KeyTypes {
  string: string;
  number: number;
}
type KeyShape = readonly (keyof KeyTypes)[];
type Key<Shape extends KeyShape> = { -readonly [I in keyof Shape]: KeyTypes[Shape[I]] };

/**
 * One page of a list that is ordered by a key. `read` gets the key of the last row seen, if any, and how many rows to
 * give: one more than asked for, which says whether there is a next page.
 * @throws StoreError `cursor_invalid`
 */
export async function keysetPage<Row, const Shape extends KeyShape>(
  { limit, after }: PageRequest,
  shape: Shape,
  read: (after: Key<Shape> | null, limit: number) => Promise<Row[]>,
  keyOf: (row: Row) => Key<Shape>,
): Promise<Page<Row>> {
  const rows = await read(after === undefined ? null : decode(after, shape), limit + 1);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? encode(keyOf(last)) : null };
}

const encode = (key: readonly unknown[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

function decode<const Shape extends KeyShape>(text: string, shape: Shape): Key<Shape> {
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(key) && key.length === shape.length && shape.every((type, i) => typeof key[i] === type))
      return key as Key<Shape>;
  } catch {
    // Falls through: unreadable and ill-shaped are the same to the caller.
  }
  throw new StoreError('cursor_invalid', 'The page cursor is not one that this list has given.');
}
