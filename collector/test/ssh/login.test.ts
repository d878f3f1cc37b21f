import { once } from 'node:events';
import { createServer } from 'node:net';
import { type SshServer, sshServerProblem, startSshServer } from '@suivi/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SshInstallRequest } from '../../src/domain/ssh.ts';
import { readHostKey } from '../../src/ssh/read-host-key.ts';
import { ADMIN, openDesk, requestFor, type TestDesk } from './support.ts';

const problem = sshServerProblem();
if (problem) console.log(`skipped: installing over SSH: ${problem}`);

/** tcpmux, which nobody runs. */
const NOTHING_LISTENS = 1;
const WRONG_KEY = `SHA256:${'A'.repeat(43)}`;

describe.runIf(!problem)('logging in over SSH', () => {
  let server: SshServer;
  let desk: TestDesk;
  beforeAll(async () => {
    [server, desk] = await Promise.all([startSshServer(), openDesk({ connectMs: 5_000 })]);
  });
  afterAll(async () => {
    await desk[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test('the host key is read as ssh-keygen prints it, and that is on the timeline', async () => {
    const { port, fingerprint } = server;
    expect(await desk.desk.readHostKey({ hostname: 'localhost', port }, ADMIN)).toEqual({
      algorithm: 'ssh-ed25519',
      fingerprint,
      address: '127.0.0.1',
    });
    const { items } = await desk.store.queries.events({}, { limit: 10 });
    expect(items[0]).toMatchObject({ eventType: 'ssh_host_key_read', ...ADMIN });
    expect(items[0]?.message).toContain(fingerprint);
  });

  /** Whoever the request says, and what comes of it. The script ends well and enrols nothing. */
  const cases: Record<string, [(server: SshServer) => Partial<SshInstallRequest>, object, string?]> = {
    'another host key': [() => ({ hostKey: WRONG_KEY }), { code: 'ssh_host_key_changed' }],
    'a wrong password': [() => ({ password: 'wrong' }), { code: 'ssh_login_refused' }],
    'a user that there is not': [() => ({ username: 'nobody-here' }), { code: 'ssh_login_refused' }],
    'sudo with the same password': [() => ({}), { code: 'not_enrolled' }, 'running as 0'],
    'sudo with another one that is right': [
      ({ key, password }) => ({ password: null, privateKey: key, sudoPassword: password }),
      { code: 'not_enrolled' },
      'running as 0',
    ],
    'sudo with a wrong password': [() => ({ sudoPassword: 'no' }), { code: 'sudo_password_wrong' }],
    'sudo that wants one, and there is none': [
      ({ key }) => ({ password: null, privateKey: key }),
      { code: 'sudo_password_needed' },
    ],
    'sudo that wants no password': [() => ({ username: 'bob' }), { code: 'not_enrolled' }, 'running as 0'],
    'a user that sudo does not know': [() => ({ username: 'eve' }), { code: 'sudo_refused' }],
    'root with a key': [
      ({ key }) => ({ username: 'root', password: null, privateKey: key }),
      { code: 'not_enrolled' },
      'running as 0',
    ],
    'a key with a passphrase': [
      ({ lockedKey, passphrase }) => ({
        ...{ username: 'root', password: null, privateKey: lockedKey, passphrase },
      }),
      { code: 'not_enrolled' },
      'running as 0',
    ],
    'a script that fails as the install script does': [
      () => ({ script: 'printf "suivi: No Node here.\\n       Bring one.\\n" >&2\nexit 13\n' }),
      { code: 'no_node', message: 'No Node here.', next: 'Bring one.' },
    ],
  };
  test.each(Object.entries(cases))('%s', async (_name, [change, expected, said]) => {
    const request = requestFor(server, change(server));
    const ended = await desk.attempt(request);
    expect(ended, JSON.stringify(ended)).toMatchObject({ state: 'failed', machineId: null, ...expected });
    expect(ended.next).toBeTruthy();
    if (said) expect(ended.output).toContain(said);
    expect((await desk.store.queries.machines({ limit: 10 })).items).toEqual([]);
  });

  test('a key that cannot be opened, or is none, is refused at once', async () => {
    const begin = (privateKey: string, passphrase: string | null) =>
      desk.desk.start(requestFor(server, { password: null, privateKey, passphrase }), ADMIN);
    for (const [key, passphrase] of [
      [server.lockedKey, null],
      [server.lockedKey, 'wrong'],
      ['no key', null],
      [manyRounds(server.lockedKey), server.passphrase],
    ] as const)
      await expect(begin(key, passphrase)).rejects.toMatchObject({ code: 'ssh_key_unreadable' });
  });

  test('a port where nothing listens, one where nothing is said, and one where something else is', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    const other = createServer((socket) =>
      socket.resume().end('HTTP/1.1 200 OK\r\nserver: the-secret\r\n\r\n'),
    ).listen(0, '127.0.0.1');
    await Promise.all([once(silent, 'listening'), once(other, 'listening')]);
    const portOf = (each: typeof silent) => (each.address() as { port: number }).port;
    const failure = (port: number) =>
      readHostKey({ hostname: '127.0.0.1', port }, 300).catch((error: unknown) => error);
    expect(await failure(portOf(silent))).toMatchObject({ code: 'ssh_no_answer' });
    const strange = (await failure(portOf(other))) as Error;
    expect(strange).toMatchObject({ code: 'ssh_not_ssh' });
    expect(strange.message).not.toContain('the-secret');
    const { port } = server;
    const answer = await desk.attempt(
      requestFor({ ...server, port: portOf(silent) }, { hostname: 'localhost' }),
    );
    expect(answer).toMatchObject({ code: 'ssh_no_answer' });
    silent.close();
    other.close();
    await once(other, 'close');
    expect(await failure(NOTHING_LISTENS)).toMatchObject({ code: 'ssh_unreachable' });
    await expect(readHostKey({ hostname: 'no-such-host.invalid', port }, 300)).rejects.toMatchObject({
      code: 'ssh_name_unknown',
    });
  });

  test('addresses that are nobody are refused', async () => {
    for (const hostname of [
      '0.0.0.0',
      '169.254.169.254',
      '::ffff:169.254.169.254',
      '224.0.0.1',
      'fe80::1',
      '::',
    ])
      await expect(readHostKey({ hostname, port: 22 }), hostname).rejects.toMatchObject({
        code: 'ssh_address_refused',
      });
  });
});

/** The same key with a number of rounds that nobody would wait for. */
function manyRounds(key: string): string {
  const [, body] = /KEY-----\n([\s\S]*?)\n-----END/.exec(key)!;
  const bytes = Buffer.from(body!, 'base64');
  // magic, "aes256-ctr", "bcrypt", then the options: a salt of 16 bytes and the rounds.
  const at = 15 + (4 + 10) + (4 + 6) + 4 + (4 + 16);
  bytes.writeUInt32BE(4_000_000_000, at);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}
