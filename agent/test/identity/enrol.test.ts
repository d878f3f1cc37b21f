import { once } from 'node:events';
import { chown, lstat, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type EnrolRequest, generateKeyPair } from '@suivi/shared';
import { type TemporaryDirectory, temporaryDirectory } from '@suivi/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Problem } from '../../src/domain/problem.ts';
import { enrol } from '../../src/identity/enrol.ts';
import { readIdentity } from '../../src/identity/identity.ts';

const collectorPublicKey = generateKeyPair().publicKey;
const answer = { machineId: 'm1', name: 'host', collectorId: 'c1', collectorPublicKey };

let dir: TemporaryDirectory;
let server: Server;
let requests: EnrolRequest[];
let reply: { status: number; body: string };
beforeEach(async () => {
  dir = await temporaryDirectory('identity');
  requests = [];
  reply = { status: 200, body: JSON.stringify(answer) };
  server = createServer(async (request, response) => {
    requests.push(JSON.parse(await text(request)) as EnrolRequest);
    response.writeHead(reply.status, { 'content-type': 'application/json', location: '/' }).end(reply.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  await dir[Symbol.asyncDispose]();
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const attempt = (to = url()) =>
  enrol({ url: to, token: 'token', stateDir: dir.path, hostname: 'host', agentVersion: '1' });
const failure = (to?: string): Promise<Problem> =>
  attempt(to).then(
    () => Promise.reject(new Error('it enrolled')),
    (error: Problem) => error,
  );

test('the answer is kept with the key, for the owner alone', async () => {
  await attempt();
  const identity = await readIdentity(dir.path);
  expect(identity).toMatchObject({ ...answer, url: url() });
  expect(identity.key.publicKey).toBe(requests[0]?.publicKey);
  for (const name of ['agent.key', 'identity.json'])
    expect((await stat(join(dir.path, name))).mode & 0o777).toBe(0o600);
  expect(JSON.stringify(requests)).not.toContain('PRIVATE');
});

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('skipped: what root keeps for another user: this is not root');

test.runIf(isRoot)("what root keeps in another user's directory belongs to that user", async () => {
  const user = { uid: 65_534, gid: 65_534 };
  await chown(dir.path, user.uid, user.gid);
  // A trap: root must not write where it leads.
  await writeFile(join(dir.path, 'elsewhere'), 'kept');
  await symlink(join(dir.path, 'elsewhere'), join(dir.path, 'identity.json'));
  await attempt();
  for (const name of ['agent.key', 'identity.json'])
    expect(await lstat(join(dir.path, name)), name).toMatchObject({ ...user, mode: 0o100600 });
  expect(await readFile(join(dir.path, 'elsewhere'), 'utf8')).toBe('kept');
});

test('the key is kept before the collector is asked, so that asking again is the same machine', async () => {
  reply = { status: 500, body: 'lost' };
  await failure();
  const key = await readFile(join(dir.path, 'agent.key'), 'utf8');
  reply = { status: 200, body: JSON.stringify(answer) };
  await attempt();
  expect(requests[0]).toEqual(requests[1]);
  expect(await readFile(join(dir.path, 'agent.key'), 'utf8')).toBe(key);
});

test.for(['token_unknown', 'token_expired', 'token_used'])(
  '%s is told in the words of the collector',
  async (code) => {
    reply = {
      status: 403,
      body: JSON.stringify({ code, detail: 'The token is no good.', next: 'Make a new one.' }),
    };
    expect(await failure()).toMatchObject({
      code,
      message: 'The token is no good.',
      next: 'Make a new one.',
    });
    await expect(readIdentity(dir.path)).rejects.toMatchObject({ code: 'not_enrolled' });
  },
);

test.for([
  [200, '<html>hello</html>'],
  [200, '{"machineId":"../../etc"}'],
  [404, '{"error":"nothing here"}'],
  [302, ''],
] as [number, string][])('an answer of %i %s is not from a collector', async ([status, body]) => {
  reply = { status, body };
  expect(await failure()).toMatchObject({ code: 'not_a_collector', message: expect.stringContaining(url()) });
});

test('a collector that is not there is named, with the cause', async () => {
  const gone = url();
  server.close();
  expect(await failure(gone)).toMatchObject({
    code: 'collector_unreachable',
    message: expect.stringMatching(/127\.0\.0\.1:\d+.*ECONNREFUSED/),
  });
});

test('a damaged key or identity is named with its file', async () => {
  await attempt();
  await writeFile(join(dir.path, 'identity.json'), '{"machineId":');
  await expect(readIdentity(dir.path)).rejects.toMatchObject({
    code: 'identity_unreadable',
    message: expect.stringContaining(join(dir.path, 'identity.json')),
  });
  await attempt();
  await writeFile(join(dir.path, 'agent.key'), 'garbage');
  await expect(readIdentity(dir.path)).rejects.toMatchObject({ code: 'key_unreadable' });
  expect(await failure()).toMatchObject({ code: 'key_unreadable' });
});
