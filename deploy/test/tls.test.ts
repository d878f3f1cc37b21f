import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { eventually, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { issueServer, makeAuthority } from '../../collector/src/tls/certificates.ts';
import { bundles } from './support/bundles.ts';
import { startCollector, TOKEN } from './support/collector.ts';
import { askOver } from './support/https.ts';
import { createMachine } from './support/machine.ts';
import { buildAgentDeb } from './support/packages.ts';

interface Made {
  readonly token: string;
  readonly installCommand: string;
}

/** Calls the API of a collector whose certificate this authority has signed. */
async function ask<T>(url: string, ca: string, method: string, path: string, body?: unknown): Promise<T> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  return JSON.parse((await askOver(ca, url + path, { method, headers, body })).text) as T;
}

/** The collector's command line, on the data directory of a running one. */
async function command(dataDir: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const { collector } = await bundles();
  const env = { PATH: process.env.PATH, SU_DATA_DIR: dataDir, SU_TLS: 'own' };
  return promisify(execFile)(process.execPath, [collector, ...args], { env });
}

test('a certificate of its own: agents pin its authority, by file or fingerprint, and trust no other', async () => {
  await using data = await temporaryDirectory('collector');
  await using packages = await temporaryDirectory('packages');
  await buildAgentDeb(packages.path, '1.0.0');
  const collector = await startCollector(data.path, { SU_TLS: 'own', SU_AGENT_PACKAGES_DIR: packages.path });
  await using _collector = collector.program;
  const { url } = collector;
  expect(url).toMatch(/^https:/);
  await using machine = await createMachine(url);
  const { stdout: ca, stderr } = await command(data.path, 'ca');
  const fingerprint = /SHA-256: (\S+)/.exec(stderr)?.[1] ?? '';
  const made = () => ask<Made>(url, ca, 'POST', '/api/enrolment-tokens', {});
  const { token, installCommand } = await made();
  const pin = /--pinnedpubkey (\S+)/.exec(installCommand)?.[1] ?? '';
  expect(installCommand).toContain(`-k --pinnedpubkey ${pin} ${url}/install.sh`);

  const curl = (pinned: string) =>
    promisify(execFile)('curl', ['-fsS', '-k', '--pinnedpubkey', pinned, `${url}/install.sh`]);
  expect((await curl(pin)).stdout).toContain(ca.trim());
  await expect(curl(`sha256//${'A'.repeat(43)}=`)).rejects.toMatchObject({ code: 90 });

  machine.env['SU_ENROL_TOKEN'] = token;
  const refusal = (...args: string[]) =>
    machine.agent('enroll', ...args).then(
      () => 'enrolled',
      (error: { stderr: string }) => error.stderr,
    );
  expect(await refusal()).toMatch(/cannot be reached: self-signed.*\n.*--ca-fingerprint/i);
  expect(await refusal('--ca-fingerprint', 'AB'.repeat(32))).toMatch(
    /does not show a certificate with this fingerprint.*\n.*Nothing has been sent/s,
  );
  expect(await refusal('--ca-fingerprint', 'AB:CD')).toMatch(/no SHA-256 fingerprint/);
  await machine.agent('enroll', '--ca-fingerprint', fingerprint);
  await using agent = await machine.start();
  await agent.line((text) => /connected/i.test(text));
  const { items } = await ask<{ items: { connected: boolean }[] }>(url, ca, 'GET', '/api/machines');
  expect(items).toMatchObject([{ connected: true }]);

  await using another = await createMachine(url);
  const file = join(data.path, 'ca.pem');
  await writeFile(file, ca);
  another.env['SU_ENROL_TOKEN'] = (await made()).token;
  expect(await another.agent('enroll', '--ca-file', file)).toContain('enrolled');
  const kept = JSON.parse(await readFile(join(another.stateDir, 'identity.json'), 'utf8')) as { ca: string };
  expect(kept.ca).toBe(ca);
});

test('a certificate from files is taken anew when it changes, without a restart', async () => {
  await using data = await temporaryDirectory('collector');
  const keys = await makeAuthority('a company', new Date());
  const files = { SU_TLS_CERT: join(data.path, 'cert.pem'), SU_TLS_KEY: join(data.path, 'key.pem') };
  const put = async (name: string) => {
    const { certificate } = await issueServer(keys, [name, '127.0.0.1'], new Date());
    await writeFile(join(data.path, 'new'), `${certificate}\n${keys.authority}\n`);
    await rename(join(data.path, 'new'), files.SU_TLS_CERT);
  };
  await writeFile(files.SU_TLS_KEY, keys.serverKey);
  await put('before.example');
  const { program, port } = await startCollector(data.path, files);
  await using _program = program;
  const shown = async () => {
    const socket: TLSSocket = connect({ host: '127.0.0.1', port, ca: keys.authority });
    await once(socket, 'secureConnect');
    const { subjectaltname = '' } = socket.getPeerCertificate();
    socket.destroy();
    return subjectaltname;
  };
  expect(await shown()).toContain('before.example');
  await put('after.example');
  await eventually(async () => (await shown()).includes('after.example'), { what: 'the new certificate' });
});

test('an agent does not send its token to another machine in the open, unless it is told to', async () => {
  await using machine = await createMachine('http://192.0.2.1:9');
  machine.env['SU_ENROL_TOKEN'] = 'su_e_token';
  await expect(machine.agent('enroll')).rejects.toMatchObject({
    stderr: expect.stringMatching(/could read the token.*\n.*https.*--plain-http/s),
  });
});
