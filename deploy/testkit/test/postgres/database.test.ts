import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createDatabase, onceWithin } from '../../src/index.ts';

const [first, second] = await Promise.all([createDatabase(), createDatabase()]);
if (first.reason) console.log(`skipped: ${first.reason}`);

test.runIf(first.url)('two databases on one server, which speaks PostgreSQL', async () => {
  const [one, two] = [new URL(first.url ?? ''), new URL(second.url ?? '')];
  expect(one.host).toBe(two.host);
  expect(one.pathname).not.toBe(two.pathname);
  const socket = connect(Number(one.port), one.hostname);
  socket.write(startupMessage(one.username, one.pathname.slice(1)));
  const [answer] = (await onceWithin(socket, 'data')) as [Buffer];
  socket.destroy();
  expect(answer.toString('latin1', 0, 1)).toBe('R');
});

/** The first message of a client: length, protocol version 3.0, user and database. */
function startupMessage(user: string, database: string) {
  const parameters = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + parameters.length, 0);
  head.writeInt32BE(196_608, 4);
  return Buffer.concat([head, parameters]);
}
