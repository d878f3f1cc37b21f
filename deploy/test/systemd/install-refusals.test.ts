import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generateKeyPair } from '@suivi/shared';
import { generateSigningKey, type Machine, writeArchive } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { call } from '../support/collector.ts';
import { bareMachine, newLine, typeLine } from '../support/install-line.ts';
import { addArchives, machineProblem, PACKAGES } from '../support/systemd.ts';
import { tracesOf } from '../support/units.ts';

const problem = await machineProblem();
if (problem) console.log(`skipped: refusals of the install script: ${problem}`);

/** What stands between the machine and the collector: it may answer in place of the collector, or change what that says. */
type Meddling = (path: string, body: Buffer) => Buffer | number | 'cut';

const MEDDLINGS: Record<string, Meddling> = {
  unsigned: (path, body) => (/InRelease$|Release\.gpg$/.test(path) ? 404 : body),
  'with a changed Release': (path, body) =>
    /Release$/.test(path) ? Buffer.from(body.toString().replace('Label: Suivi', 'Label: Suivj')) : body,
  'with changed indexes': (path, body) => (path.includes('binary-') ? Buffer.alloc(body.length, 'x') : body),
  'cut off': (path, body) => (path.startsWith('/apt/') ? 'cut' : body),
};

async function startMeddler(address: string, collector: string) {
  const meddler = { change: ((_path, body) => body) as Meddling };
  const server = createServer(async (request: IncomingMessage, response) => {
    const { url = '/' } = request;
    const answer = await fetch(collector + url);
    const changed = meddler.change(url, Buffer.from(await answer.arrayBuffer()));
    if (changed === 'cut') return void request.socket.destroy();
    if (typeof changed === 'number') return void response.writeHead(changed).end();
    response.writeHead(answer.status).end(changed);
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const url = `http://${address}:${(server.address() as AddressInfo).port}`;
  const dispose = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return Object.assign(meddler, { url, [Symbol.asyncDispose]: dispose });
}

/** A refusal: its exit code, a sentence on what is wrong and one on what to do, and nothing left on the machine. */
async function expectRefusal(machine: Machine, line: string, code: number, ...sentences: RegExp[]) {
  const { exitCode, stderr, output } = await typeLine(machine, line);
  expect(exitCode, output).toBe(code);
  for (const sentence of sentences) expect(stderr).toMatch(sentence);
  expect(stderr).toMatch(/suivi: .*\n {7}\S.*$/);
  expect(await tracesOf(machine)).toEqual([]);
}

test.runIf(!problem)(
  'the install line refuses what it must, says why, and leaves nothing behind',
  async () => {
    await using world = await bareMachine();
    const { machine, url, network } = world;
    await using meddler = await startMeddler(network.address, url);
    const { token, installCommand: line } = await newLine(url);
    const refused = (...rest: [code: number, ...sentences: RegExp[]]) =>
      expectRefusal(machine, line, ...rest);

    // A Node that is too old, and none.
    await refused(13, /Node 18\.19 or later, and apt offers none as/, /apt-cache policy nodejs/);
    const old = { name: 'old', suite: 'old', packages: [{ name: 'nodejs', version: '12.22.12~dfsg-1' }] };
    await writeArchive(join(world.packages, 'old'), [old], await generateSigningKey('Old'));
    const uri = `${PACKAGES}/old`;
    const source = `Types: deb\nURIs: file:${uri}\nSuites: old\nComponents: main\nSigned-By: ${uri}/key.asc\n`;
    await machine.write('/etc/apt/sources.list.d/old.sources', source);
    await machine.ensure('apt-get', '-qq', 'update');
    await refused(13, /apt offers 12\.22\.12~dfsg-1 as the package nodejs/);
    await machine.ensure('rm', '/etc/apt/sources.list.d/old.sources');
    await addArchives(machine, ['nodejs']);

    // Systems on which it is not supported.
    for (const [id, version, name] of [
      ['debian', '11', 'Debian GNU/Linux 11 (bullseye)'],
      ['ubuntu', '22.04', 'Ubuntu 22.04.5 LTS'],
      ['raspbian', '11', 'Raspbian GNU/Linux 11 (bullseye)'],
      ['fedora', '43', 'Fedora Linux 43'],
    ] as const) {
      await machine.write('/etc/os-release', `ID=${id}\nVERSION_ID="${version}"\nPRETTY_NAME="${name}"\n`);
      const sentence = new RegExp(`This is ${name.replaceAll(/[()]/g, '\\$&')}, on which .* not supported`);
      await refused(11, sentence, /It needs Debian 12, Ubuntu 24\.04, Raspberry Pi OS 12 or Proxmox VE 8/);
    }
    await machine.ensure('ln', '-sf', '../usr/lib/os-release', '/etc/os-release');

    // No systemd; nobody to ask for a token; not root.
    const hidden = `unshare --mount sh -c 'mount -t tmpfs none /run/systemd && exec sh' <<'LINE'\n${line}\nLINE`;
    await expectRefusal(machine, hidden, 12, /not booted with systemd/);
    await expectRefusal(
      machine,
      line.replace(token, ''),
      17,
      /no enrolment token, and no terminal/,
      /SUIVI_TOKEN/,
    );
    const fetched = /curl [^)]*/.exec(line)?.[0];
    await expectRefusal(
      machine,
      `${fetched} | setpriv --reuid=nobody --clear-groups sh`,
      10,
      /for root/,
      /sudo/,
    );

    // A dry run says all and does nothing.
    const dry = await typeLine(machine, `${fetched} | sh -s -- --dry-run`);
    expect(dry, dry.output).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`URIs: ${url}/apt`),
    });
    expect(await tracesOf(machine)).toEqual([]);

    // A collector whose key is another one than the line pins.
    const impostor = await typeLine(machine, line.replace(/sha256\/\/\S+/, `sha256//${'A'.repeat(43)}=`));
    expect(impostor.exitCode, impostor.output).toBe(90);
    expect(impostor.stderr).toMatch(
      /public key does not match pinned public key[\s\S]*suivi: Another server .* Make a new line/,
    );
    expect(await tracesOf(machine)).toEqual([]);

    // A repository that is not what the collector has signed, and one that cannot be read.
    const meddled = line.replace(/curl [^)]*/, `curl -fsS ${meddler.url}/install.sh`);
    for (const [name, change] of Object.entries(MEDDLINGS)) {
      meddler.change = (path, body) =>
        path === '/install.sh'
          ? Buffer.from(body.toString().replaceAll(url, meddler.url))
          : change(path, body);
      const [code, sentence] =
        name === 'cut off'
          ? [14, /cannot be read/]
          : [15, /not signed with the collector's key, or was changed/];
      await expectRefusal(machine, meddled, code as number, sentence as RegExp).catch((error: Error) => {
        throw new Error(`a repository ${name}: ${error.message}`, { cause: error });
      });
      expect((await machine.run('dpkg', ['-s', 'suivi-agent'])).exitCode).toBe(1);
    }

    // Tokens. By now the package is there, and stays.
    const tokens = async (typed: string, sentence: RegExp) => {
      const { exitCode, output } = await typeLine(machine, typed);
      expect(exitCode, output).toBe(18);
      expect(output).toMatch(sentence);
      expect(output).toMatch(/was not enrolled; the lines above say why/);
    };
    await tokens(line.replace(token, 'suivi_enrol_wrong'), /The enrolment token is not known/);
    const { publicKey } = generateKeyPair();
    await call(url, 'POST', '/api/enrol', { token, publicKey, hostname: 'other', agentVersion: '1' });
    await tokens(line, /The enrolment token has been used/);
  },
);
