import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createDatabase, type TemporaryDirectory, temporaryDirectory } from '@suivi/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { caCommand } from '../../src/cli/ca.ts';
import { rotateMasterKeyCommand as rotate } from '../../src/cli/rotate-master-key.ts';
import { readConfig } from '../../src/config.ts';
import { findMasterKey } from '../../src/identity/find-master-key.ts';
import { MasterKey } from '../../src/identity/master-key.ts';
import { openSigner } from '../../src/identity/signer.ts';
import { openConfiguredStore } from '../../src/serve.ts';
import { type Location, openDatabase } from '../../src/store/database/open.ts';
import { SEALED } from '../../src/store/sealed.ts';
import { runCollector } from '../support/collector-process.ts';

const OLD = 'ab'.repeat(32);
const NEW = 'cd'.repeat(32);
/** Of a change of the key in a file. */
const MOMENTS = ['next key written', 'database done', 'key in its place'];
const OTHER = 'ef'.repeat(32);

type Env = Record<string, string>;
const locationOf = (env: Env): Location => readConfig(env).database;

/** Puts a value into every column that may be sealed, beside what the collector has sealed itself. */
async function fill(env: Env, key: MasterKey): Promise<void> {
  const { db, close } = await openDatabase(locationOf(env));
  const at = new Date().toISOString();
  await sql`update store_meta set sealed_signing_key = coalesce(sealed_signing_key, ${key.seal('a')}), sealed_repository_key = coalesce(sealed_repository_key, ${key.seal('b')}), sealed_certificate_keys = ${key.seal('c')}`.execute(
    db,
  );
  const user = randomUUID();
  await sql`insert into users (id, username, login, role, created_at) values (${user}, ${'ada'}, ${'ada'}, ${'admin'}, ${at})`.execute(
    db,
  );
  for (const [kind, secret] of [
    ['totp', key.seal('totp')],
    ['password', '$argon2id$'],
  ])
    await sql`insert into user_credentials (id, user_id, kind, secret, created_at) values (${randomUUID()}, ${user}, ${kind}, ${secret}, ${at})`.execute(
      db,
    );
  for (const id of ['one', 'two'])
    await sql`insert into machines (id, name, hostname, created_at, enc_password, enc_sudo_password, enc_private_key, enc_key_passphrase) values (${id}, ${id}, ${id}, ${at}, ${key.seal(`password of ${id}`)}, ${key.seal('d')}, ${key.seal('e')}, null)`.execute(
      db,
    );
  await close();
}

/** Every text in the database that a key opens, by its table and column. */
async function openedBy(env: Env, key: MasterKey): Promise<Map<string, string[]>> {
  const { db, dialect, close } = await openDatabase(locationOf(env));
  const names =
    dialect === 'sqlite'
      ? await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db)
      : await sql<{
          name: string;
        }>`select table_name as name from information_schema.tables where table_schema = 'public'`.execute(
          db,
        );
  const found = new Map<string, string[]>();
  for (const { name } of names.rows) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
    for (const row of rows)
      for (const [column, value] of Object.entries(row)) {
        const place = `${name.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase())}.${column}`;
        if (typeof value === 'string' && value.length >= 40 && key.opens(value))
          found.set(place, [...(found.get(place) ?? []), key.open(value)].sort());
      }
  }
  await close();
  return found;
}

let dir: TemporaryDirectory;
let url: string | undefined;
beforeAll(async () => {
  dir = await temporaryDirectory('rotate');
  ({ url } = await createDatabase());
  if (url === undefined) console.log('PostgreSQL is not tested.');
});
afterAll(() => dir[Symbol.asyncDispose]());

/** As a collector does at its start: takes the database, finds the key, and opens what it must have. */
async function start(env: Env): Promise<AsyncDisposable> {
  const config = readConfig(env);
  const { store } = await openConfiguredStore(config);
  expect(await store.use('shared')).toBe(true);
  const { key } = findMasterKey(config, await store.sealed.probe());
  await openSigner(key, store.sealedSigningKey);
  return { [Symbol.asyncDispose]: () => store.close() };
}
const startAndStop = async (env: Env) => (await start(env))[Symbol.asyncDispose]();

/** A database with everything sealed, and the environment of its collector. */
async function prepared(name: string, more: Env): Promise<Env> {
  const env = { SU_DATA_DIR: join(dir.path, name), ...more };
  await startAndStop(env);
  const { masterKeyFile, masterKey } = readConfig(env);
  const hex = masterKey ?? (await readFile(masterKeyFile, 'utf8')).trim();
  await fill(env, new MasterKey(hex, 'the test'));
  return env;
}

describe.each(['sqlite', 'postgresql'])('the master key on %s', (dialect) => {
  test('from the environment: every sealed value opens under the new key alone, and the list knows all', async ({
    skip,
  }) => {
    if (dialect === 'postgresql' && url === undefined) return skip();
    const given = { SU_MASTER_KEY: OLD, ...(dialect === 'postgresql' && { SU_DATABASE_URL: url! }) };
    const env = await prepared(`env-${dialect}`, given);
    const [old, next] = [new MasterKey(OLD, 'test'), new MasterKey(NEW, 'test')];
    const before = await openedBy(env, old);
    const listed = SEALED.flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`));
    // All of them but the one that is null everywhere, and nothing that the list does not know.
    expect([...before.keys()].sort()).toEqual(listed.filter((each) => !each.endsWith('Passphrase')).sort());

    const refusal = (more: Env) => rotate({ ...env, ...more }).catch((error: { code: string }) => error.code);
    expect(await refusal({})).toBe('new_master_key_missing');
    expect(await refusal({ SU_MASTER_KEY: OTHER, SU_NEW_MASTER_KEY: NEW })).toBe('master_key_wrong');
    expect(await refusal({ SU_NEW_MASTER_KEY: 'no key' })).toBe('master_key_invalid');
    const running = await start(env);
    expect(await refusal({ SU_NEW_MASTER_KEY: NEW })).toBe('collector_runs');
    await running[Symbol.asyncDispose]();
    expect(await openedBy(env, old)).toEqual(before);

    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await rotate({ ...env, SU_NEW_MASTER_KEY: NEW });
    expect(said.mock.lastCall?.[0]).toMatch(/^10 secrets are sealed under the new master key/);
    expect(await openedBy(env, next)).toEqual(before);
    expect(await openedBy(env, old)).toEqual(new Map());
    // As somebody does who has not yet tidied up, and then as everybody should.
    await startAndStop({ ...env, SU_NEW_MASTER_KEY: NEW });
    await startAndStop({ ...env, SU_MASTER_KEY: NEW });
    await rotate({ ...env, SU_NEW_MASTER_KEY: NEW });
    expect(said.mock.lastCall?.[0]).toMatch(/^A change of the master key that was cut off is done/);
    expect(said.mock.calls.join()).not.toContain(NEW);
    await expect(start(env)).rejects.toMatchObject({ code: 'master_key_wrong' });
  });
});

describe('the master key in a file', () => {
  const keyFile = (env: Env) => readConfig(env).masterKeyFile;
  const keyIn = async (file: string) => new MasterKey((await readFile(file, 'utf8')).trim(), file);

  test('a new one is made, and takes its place', async () => {
    const env = await prepared('file', {});
    const file = keyFile(env);
    const old = await keyIn(file);
    const before = await openedBy(env, old);
    await rotate(env);
    const next = await keyIn(file);
    expect(await openedBy(env, next)).toEqual(before);
    expect(await openedBy(env, old)).toEqual(new Map());
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.next`)).toBe(false);
    await startAndStop(env);
  });

  test('nobody makes an authority under the old one meanwhile', async () => {
    const env = { SU_DATA_DIR: join(dir.path, 'authority'), SU_TLS: 'own' };
    await startAndStop(env);
    const { store } = await openConfiguredStore(readConfig(env));
    expect(await store.use('alone')).toBe(true);
    await expect(caCommand(env)).rejects.toMatchObject({ code: 'key_is_changing' });
    await store.close();
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const certificate = async () => {
      printed.mockClear();
      await caCommand(env);
      return printed.mock.lastCall?.[0];
    };
    const before = await certificate().finally(() => rotate(env));
    expect(before).toMatch(/^-----BEGIN CERTIFICATE/);
    expect(await certificate()).toBe(before);
    printed.mockRestore();
  });

  test.each(MOMENTS)('killed when: %s', { timeout: 90_000 }, async (moment) => {
    const env = await prepared(`killed-${moment.replaceAll(' ', '-')}`, {});
    const file = keyFile(env);
    const before = await openedBy(env, await keyIn(file));
    const killed = await runCollector(['rotate-master-key'], { ...env, NODE_OPTIONS: killAt(moment) });
    expect(killed.code).toBe(null);
    // Whatever was cut off, the collector starts, and all opens with the one key that it has then.
    await startAndStop(env);
    expect(await openedBy(env, await keyIn(file))).toEqual(before);
    // Again, it comes to an end.
    await rotate(env);
    expect(existsSync(`${file}.next`)).toBe(false);
    expect(await openedBy(env, await keyIn(file))).toEqual(before);
  });
});

/** Has Node load a module that kills the process, as the power does, right before or after a step: by the files that it renames. */
function killAt(moment: string): string {
  const script = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const rename = fs.renameSync;
    const die = () => process.kill(process.pid, 'SIGKILL');
    fs.renameSync = (from, to) => {
      if (${JSON.stringify(moment)} === 'database done' && from.endsWith('.next')) die();
      rename(from, to);
      if (${JSON.stringify(moment)} === 'next key written' && to.endsWith('.next')) die();
      if (${JSON.stringify(moment)} === 'key in its place' && from.endsWith('.next')) die();
    };
    syncBuiltinESMExports();`;
  return `--import=data:text/javascript,${encodeURIComponent(script)}`;
}
