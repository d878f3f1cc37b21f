import { expect, test } from 'vitest';
import { entities } from '../../src/store/entities/index.ts';
import { SEALED } from '../../src/store/sealed.ts';

/** As columns of sealed values are called, here and in the database. */
const NAMED_SEALED = /^(sealed|enc)[A-Z]/;

test('every column that is called sealed is on the list of what the master key seals', () => {
  const listed = SEALED.flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`));
  const tableOf = (name: string) => name.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
  const named = entities.flatMap(({ meta: { tableName, properties } }) =>
    Object.keys(properties)
      .filter((name) => NAMED_SEALED.test(name))
      .map((name) => `${tableOf(tableName)}.${name}`),
  );
  expect(named.length).toBeGreaterThan(6);
  expect(listed).toEqual(expect.arrayContaining(named));
});
