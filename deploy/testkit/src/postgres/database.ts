import { addressVariable } from './setup.ts';

/** The connection URL of a new database, or why there is no PostgreSQL on this machine. */
export type TestDatabase = { url: string; reason?: undefined } | { url?: undefined; reason: string };

/**
 * Makes an empty database on the run's PostgreSQL server; it goes with the server.
 * @throws Error when the test run was set up without @suivi/testkit/postgres-setup
 */
export async function createDatabase(): Promise<TestDatabase> {
  const address = process.env[addressVariable];
  if (!address)
    throw new Error('no PostgreSQL server: add @suivi/testkit/postgres-setup to globalSetup of vitest');
  const response = await fetch(address, { method: 'POST' });
  const text = await response.text();
  return response.ok ? { url: text } : { reason: text };
}
