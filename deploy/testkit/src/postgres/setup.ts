import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Where `createDatabase` asks; test workers inherit it. */
export const addressVariable = 'SUIVI_TEST_POSTGRES';

/**
 * A vitest globalSetup: one PostgreSQL server for the run, started when the first test asks for a database.
 * Gives the teardown, unless another project of the same run has set it up already.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[addressVariable]) return undefined;
  const child = fork(join(import.meta.dirname, 'server.ts'), {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [port] = await once(child, 'message');
  process.env[addressVariable] = `http://127.0.0.1:${port}`;
  return async () => {
    delete process.env[addressVariable];
    const exited = once(child, 'exit');
    child.disconnect();
    await exited;
  };
}
