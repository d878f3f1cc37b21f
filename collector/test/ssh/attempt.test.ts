import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  eventually,
  type SshServer,
  sshServerProblem,
  startSshServer,
  temporaryDirectory,
} from '@suivi/testkit';
import BetterSqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, openDesk, requestFor, type TestDesk } from './support.ts';

const problem = sshServerProblem();
if (problem) console.log(`skipped: attempts to install over SSH: ${problem}`);

/** A script that notes the hash of its token and what every process is called with, and goes on when the test says so. */
const heldScript = (directory: string) => `token=$SUIVI_TOKEN
printf %s "$token" | sha256sum | cut -c1-64 >${directory}/hash.new
ps -eo args -ww >${directory}/commands
tr '\\0' '\\n' </proc/$$/environ >${directory}/environment
echo "the token is $token"
mv ${directory}/hash.new ${directory}/hash
until [ -e ${directory}/go ]; do sleep 0.05; done
echo done >${directory}/done
`;

/** What a database holds of credentials and tokens, as text. */
const rowsOf = (dataDir: string) => {
  const database = new BetterSqlite(join(dataDir, 'suivi.db'), { readonly: true });
  const columns = 'enc_password, enc_sudo_password, enc_private_key, enc_key_passphrase';
  const machines = database.prepare(`select ${columns} from machines`).all() as Record<
    string,
    string | null
  >[];
  database.close();
  return machines.map((row) => Object.values(row).filter((value) => value !== null));
};

describe.runIf(!problem)('an attempt to install over SSH', () => {
  let server: SshServer;
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** Starts an attempt whose script waits for the test; gives the hash of the token that it was given. */
  async function begin({ desk }: TestDesk, directory: string, change = {}) {
    const script = heldScript(directory);
    const id = await desk.start(requestFor(server, { script, ...change }), ADMIN);
    await eventually(() => existsSync(join(directory, 'hash')), { what: 'the script', timeoutMs: 10_000 });
    return { id, tokenHash: (await readFile(join(directory, 'hash'), 'utf8')).trim() };
  }

  const enrol = ({ store }: TestDesk, tokenHash: string, publicKey = randomBytes(32).toString('base64')) =>
    store.enrolment.enrol({
      ...{ tokenHash, publicKey, hostname: 'the-real-name', agentVersion: '1.0.0' },
      at: new Date().toISOString(),
    });

  test('the agent joins the row that waits for it; no secret is left, said or in any argument', async () => {
    await using desk = await openDesk();
    await using place = await temporaryDirectory('script');
    const { id, tokenHash } = await begin(desk, place.path, { sudoPassword: server.password });
    const live = await desk.desk.find(id);
    expect(live).toMatchObject({ state: 'installing', actorId: ADMIN.actorId });
    expect(rowsOf(desk.dataDir)[0]).toHaveLength(2);
    // Another one for the same machine has to wait.
    await expect(desk.desk.start(requestFor(server), ADMIN)).rejects.toMatchObject({
      code: 'ssh_install_running',
    });

    const { machineId } = await enrol(desk, tokenHash);
    expect(machineId).toBe(live?.machineId);
    expect(rowsOf(desk.dataDir)).toEqual([[]]);
    await writeFile(join(place.path, 'go'), '');
    const ended = await desk.end(id);
    expect(ended).toMatchObject({ state: 'enrolled', machineId, code: null });
    expect(ended.output).toMatch(/^the token is \*{20,}$/m);

    const { items } = await desk.store.queries.machines({ limit: 10 });
    expect(items.map(({ machine, tags }) => [machine.name, machine.hostname, tags])).toEqual([
      ['the new one', 'the-real-name', ['new']],
    ]);
    const { items: events } = await desk.store.queries.events({}, { limit: 10 });
    const told = events.filter(({ eventType }) => eventType.startsWith('ssh_'));
    expect(told.map(({ eventType, actorId }) => [eventType, actorId])).toEqual([
      ['ssh_install_enrolled', ADMIN.actorId],
      ['ssh_install_started', ADMIN.actorId],
    ]);
    const commands = await readFile(join(place.path, 'commands'), 'utf8');
    expect(commands).toContain('suivi-');
    const seen = [commands, await readFile(join(place.path, 'environment'), 'utf8'), JSON.stringify(ended)];
    for (const text of seen) {
      expect(text).not.toContain(server.password);
      expect(text).not.toMatch(/suivi_enrol_/);
    }
  });

  test('credentials are kept where that was asked for, until the machine is deleted', async () => {
    await using desk = await openDesk();
    await using place = await temporaryDirectory('script');
    const { id, tokenHash } = await begin(desk, place.path, { keepCredentials: true });
    const { machineId } = await enrol(desk, tokenHash);
    await writeFile(join(place.path, 'go'), '');
    await desk.end(id);
    expect(rowsOf(desk.dataDir)[0]).toHaveLength(1);
    expect(JSON.stringify(await desk.store.queries.machine(machineId))).not.toMatch(/enc[A-Z]/);
    await desk.store.queries.deleteMachine(machineId, new Date().toISOString(), ADMIN);
    expect(rowsOf(desk.dataDir)).toEqual([[]]);
  });

  test('a machine whose agent was there before keeps its own row', async () => {
    await using desk = await openDesk();
    await using place = await temporaryDirectory('script');
    const key = randomBytes(32).toString('base64');
    const first = await begin(desk, place.path);
    const { machineId } = await enrol(desk, first.tokenHash, key);
    await writeFile(join(place.path, 'go'), '');
    await desk.end(first.id);

    await using again = await temporaryDirectory('script');
    const { id, tokenHash } = await begin(desk, again.path);
    expect((await enrol(desk, tokenHash, key)).machineId).toBe(machineId);
    await writeFile(join(again.path, 'go'), '');
    expect(await desk.end(id)).toMatchObject({ state: 'enrolled', machineId });
    expect(rowsOf(desk.dataDir)).toEqual([[]]);
  });

  test('cancelled, it is forgotten at once; what has begun on the machine ends there, and enrols nothing', async () => {
    await using desk = await openDesk();
    await using place = await temporaryDirectory('script');
    const { id, tokenHash } = await begin(desk, place.path);
    const other = { actorType: 'user', actorId: 'somebody else' } as const;
    expect(await desk.desk.cancel(id, other)).toBe(true);
    expect(await desk.desk.cancel(id, other)).toBe(false);
    expect(await desk.end(id)).toMatchObject({ state: 'cancelled', machineId: null });
    expect(rowsOf(desk.dataDir)).toEqual([]);
    const { items } = await desk.store.queries.events({}, { limit: 1 });
    expect(items[0]).toMatchObject({ eventType: 'ssh_install_cancelled', actorId: other.actorId });
    await expect(enrol(desk, tokenHash)).rejects.toMatchObject({ code: 'token_unknown' });
    await writeFile(join(place.path, 'go'), '');
    await eventually(() => existsSync(join(place.path, 'done')), { what: 'the end of the script' });
  });

  test('it ends when its time is over', async () => {
    await using desk = await openDesk({ attemptMs: 2_500 });
    await using place = await temporaryDirectory('script');
    const { id } = await begin(desk, place.path);
    expect(await desk.end(id)).toMatchObject({ state: 'failed', code: 'ssh_timeout', machineId: null });
    await writeFile(join(place.path, 'go'), '');
  });

  test('a collector that was killed ends it at its next start, and erases the credentials', async () => {
    await using place = await temporaryDirectory('script');
    await using killed = await openDesk();
    const { id } = await begin(killed, place.path);
    expect(rowsOf(killed.dataDir)[0]).toHaveLength(1);
    await using desk = await openDesk({ dataDir: killed.dataDir });
    await desk.desk.settle();
    expect(await desk.end(id)).toMatchObject({ state: 'failed', code: 'collector_stopped', machineId: null });
    expect(rowsOf(killed.dataDir)).toEqual([]);
    await writeFile(join(place.path, 'go'), '');
  });
});
