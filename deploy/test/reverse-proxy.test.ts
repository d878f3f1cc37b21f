import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request as open } from 'node:https';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { eventually, temporaryDirectory } from '@suivi/testkit';
import { describe, expect, test } from 'vitest';
import { issueServer, makeAuthority } from '../../collector/src/tls/certificates.ts';
import type { MachineItem } from './support/api.ts';
import { startCollector, TOKEN } from './support/collector.ts';
import { askOver } from './support/https.ts';
import { createMachine } from './support/machine.ts';
import { buildAgentDeb } from './support/packages.ts';
import { startRelay } from './support/proxy.ts';
import { REVERSE_PROXIES, startReverseProxy } from './support/reverse-proxy.ts';

const authorization = `Bearer ${TOKEN}`;
/** From where the agent comes; the proxy and the collector are at 127.0.0.1. */
const CLIENT = '127.0.0.5';

const isInstalled = (program: string) =>
  `${process.env['PATH']}:/usr/sbin`.split(delimiter).some((folder) => existsSync(join(folder, program)));

/** A stream of events: resolves with all that has come when the text accepts it. */
async function openStream(ca: string, url: string) {
  const request = open(url, { ca, headers: { authorization, accept: 'text/event-stream' }, agent: false });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  response.on('data', (data: Buffer) => {
    text += data.toString();
  });
  response.on('error', () => undefined);
  return { text: () => text, [Symbol.dispose]: () => void response.destroy() };
}

describe.each(Object.keys(REVERSE_PROXIES) as (keyof typeof REVERSE_PROXIES)[])('behind %s', (name) => {
  const installed = isInstalled(name);
  if (!installed) console.log(`skipped: behind ${name}: it is not installed (package ${name})`);

  test.runIf(installed)(
    'by the example: page, API, agents, streams, the install line, addresses',
    async () => {
      await using data = await temporaryDirectory('collector');
      await using packages = await temporaryDirectory('packages');
      await buildAgentDeb(packages.path, '1.0.0');
      const keys = await makeAuthority('a company', new Date());
      const { certificate } = await issueServer(keys, ['localhost'], new Date());
      const ca = keys.authority;
      await using upstream = await startRelay();
      const proxyOptions = { upstream: upstream.port, certificate, key: keys.serverKey };
      await using proxy = await startReverseProxy(name, proxyOptions);
      const url = `https://localhost:${proxy.port}`;
      const env = { SU_PUBLIC_URL: url, SU_AGENT_PACKAGES_DIR: packages.path };
      const collector = await startCollector(data.path, { ...env, SU_TRUST_PROXY: '127.0.0.1' });
      await using _collector = collector.program;
      upstream.target = collector.port;
      const ask = (path: string, sent = {}) =>
        askOver(ca, url + path, { headers: { authorization }, ...sent });

      expect(await ask('/health', { headers: {} })).toMatchObject({ status: 200 });
      expect((await ask('/', { headers: {} })).headers['content-security-policy']).toContain(
        "default-src 'self'",
      );
      expect((await ask('/api/machines', { headers: {} })).status).toBe(401);

      // The install line, without a pin, as the certificate is one that machines know.
      const body = {};
      const made = JSON.parse((await ask('/api/enrolment-tokens', { method: 'POST', body })).text);
      expect(made.installCommand).toContain(`$(curl -fsS ${url}/install.sh)`);
      const caFile = join(data.path, 'ca.pem');
      await writeFile(caFile, ca);
      const curl = ['-fsS', '--cacert', caFile, `${url}/install.sh`];
      expect((await promisify(execFile)('curl', curl)).stdout).toContain(`base='${url}'`);
      expect((await ask('/apt/dists/stable/InRelease', { headers: {} })).text).toMatch(/^Label: Suivi$/m);
      const index = await ask('/apt/dists/stable/main/binary-all/Packages', { headers: {} });
      const [, pool] = /^Filename: (.+)$/m.exec(index.text) ?? [];
      expect((await ask(`/apt/${pool}`, { headers: {} })).headers['content-length']).toMatch(/^\d{5,}$/);

      // An agent, by its WebSocket, from an address of its own.
      await using wire = await startRelay(proxy.port, CLIENT);
      await using machine = await createMachine(`https://localhost:${wire.port}`);
      machine.env['SU_ENROL_TOKEN'] = made.token;
      await machine.agent('enroll', '--ca-file', caFile);
      using stream = await openStream(ca, `${url}/api/stream`);
      await using _agent = await machine.start({ SU_REFRESH_HOURS: '0' });
      const shown = async (): Promise<MachineItem & { address: string }> =>
        JSON.parse((await ask('/api/machines')).text).items[0];
      await eventually(async () => (await shown()).connected, { what: 'the agent', timeoutMs: 20_000 });
      expect((await shown()).address).toBe(CLIENT);
      const { id } = await shown();
      const before = stream.text().length;
      const sent = { method: 'PATCH', headers: { authorization }, body: { tags: ['proxied'] } };
      expect((await ask(`/api/machines/${id}`, sent)).status).toBe(200);
      await eventually(() => stream.text().slice(before).includes(id), {
        what: 'the change on the stream, at once',
        timeoutMs: 3_000,
      });

      // Whom nobody has named as a proxy is not believed: everybody seems to come from there.
      await collector.program.kill();
      const unbelieving = await startCollector(data.path, env);
      await using _unbelieving = unbelieving.program;
      upstream.target = unbelieving.port;
      await eventually(async () => (await shown()).connected && (await shown()).address === '127.0.0.1', {
        what: 'the address of the proxy in place of the agent',
        timeoutMs: 30_000,
      });
    },
  );
});
