import { Id } from '@suivi/shared';
import Type, { type TSchema } from 'typebox';
import type { Page } from '../domain/page.ts';

/** The query of a list: how many at most, and where to go on. */
export const pageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'How many items at most.' }),
  after: Type.Optional(
    Type.String({ minLength: 1, maxLength: 500, description: 'The `next` of the page before.' }),
  ),
};
export const PageQuery = Type.Object(pageQuery, { additionalProperties: false });

/** The answer to a list: the items, and where to go on; null at the end. */
export const PageOf = <T extends TSchema>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    next: Type.Union([Type.String(), Type.Null()], { description: 'Pass it as `after`; null at the end.' }),
  });

/** A page of rows as a page of what the API shows of them. */
export const pageOf = <Row, Item>({ items, next }: Page<Row>, show: (row: Row) => Item) => ({
  items: items.map(show),
  next,
});

/** The id that a request had: its Idempotency-Key, or one that was made for it. */
export const RequestId = Type.String({ pattern: '^[!-~]{1,200}$' });

/** The parameters of a route about one thing. */
export const IdParams = Type.Object({ id: Id });
