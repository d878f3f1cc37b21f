import { type RawBuilder, sql } from 'kysely';

export type Dialect = 'sqlite' | 'postgresql';

/** Any of these texts, as a subquery whose SQL does not depend on how many they are. For `where(column, 'in', …)`. */
export const anyOf = (dialect: Dialect, texts: Iterable<string>): RawBuilder<string> =>
  dialect === 'sqlite'
    ? sql`(select value from json_each(${JSON.stringify([...texts])}))`
    : sql`(select unnest(${[...texts]}::text[]))`;
