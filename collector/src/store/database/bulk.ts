import { CompiledQuery, type Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import type { Dialect } from './dialect.ts';
import { together } from './together.ts';

/** Few sizes, so that SQLite meets the same statements again; PostgreSQL is a round trip away and gets as much as fits. */
const CHUNKS: Record<Dialect, readonly number[]> = {
  sqlite: [100, 20, 5, 1],
  postgresql: [1000, 100, 10, 1],
};

type Column<Row> = keyof Row & string;
interface Target {
  readonly db: Pick<Kysely<Tables>, 'executeQuery'>;
  readonly dialect: Dialect;
}

type Compose = (values: string) => string;

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const list = (names: readonly string[]): string => names.join(', ');

/** PostgreSQL holds every character but NUL, which no name or sentence needs: it becomes U+FFFD in both databases. */
const storable = (value: unknown): unknown =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : (value ?? null);

/** A statement over many rows of values, run in chunks. */
class Bulk<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #compose: Compose;
  readonly #texts = new Map<string, string>();

  constructor(columns: readonly Column<Row>[], compose: Compose) {
    this.#columns = columns;
    this.#compose = compose;
  }

  /** Runs it for all rows, in their order. A member that is undefined is null. */
  async run(tx: Target, rows: readonly Row[]): Promise<void> {
    const statements: Promise<unknown>[] = [];
    let done = 0;
    for (const size of CHUNKS[tx.dialect])
      for (; rows.length - done >= size; done += size) {
        const parameters: unknown[] = [];
        for (const row of rows.slice(done, done + size))
          for (const column of this.#columns) parameters.push(storable(row[column]));
        statements.push(tx.db.executeQuery(CompiledQuery.raw(this.#text(tx.dialect, size), parameters)));
      }
    await together(statements);
  }

  #text(dialect: Dialect, size: number): string {
    const key = `${dialect} ${size}`;
    const text = this.#texts.get(key) ?? this.#compose(this.#values(dialect, size));
    this.#texts.set(key, text);
    return text;
  }

  #values(dialect: Dialect, size: number): string {
    let place = 0;
    const row = () => `(${list(this.#columns.map(() => (dialect === 'sqlite' ? '?' : `$${++place}`)))})`;
    return list(Array.from({ length: size }, row));
  }
}

/** `insert into table`; with `key`, a row that is there gets the new values of all other columns. */
export class BulkInsert<Row> extends Bulk<Row> {
  constructor(table: string, columns: readonly Column<Row>[], key?: Column<Row>) {
    const names = columns.map(snakeCase);
    const updates = columns.filter((column) => column !== key).map(snakeCase);
    const conflict = key
      ? ` on conflict (${snakeCase(key)}) do update set ${list(updates.map((name) => `${name} = excluded.${name}`))}`
      : '';
    super(columns, (values) => `insert into ${table} (${list(names)}) values ${values}${conflict}`);
  }
}

type SqlType = 'text' | 'integer' | 'bigint';

/** `update table set … where key = …` with other values for each row. PostgreSQL must be told the types. */
export class BulkUpdate<Row> extends Bulk<Row> {
  constructor(table: string, key: Column<Row>, types: Partial<Record<Column<Row>, SqlType>>) {
    const columns = Object.keys(types) as Column<Row>[];
    const names = [key, ...columns].map(snakeCase);
    const sets = columns.map(
      (column) => `${snakeCase(column)} = cast(v.${snakeCase(column)} as ${types[column]})`,
    );
    super(
      [key, ...columns],
      (values) =>
        `with v (${list(names)}) as (values ${values}) ` +
        `update ${table} set ${list(sets)} from v where ${table}.${snakeCase(key)} = v.${snakeCase(key)}`,
    );
  }
}
