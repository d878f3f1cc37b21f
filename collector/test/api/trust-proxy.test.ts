import { generateKeyPair, ProtocolError } from '@suivi/shared';
import { expect, test } from 'vitest';
import { enrolAgent } from '../support/scripted-agent.ts';
import { startCollector } from '../support/test-collector.ts';
import { appWith } from './support/app.ts';

const PER_MINUTE = 120;
const KEY = generateKeyPair().publicKey;

/** The address that the collector takes a request for, which came from `peer` and claims this in X-Forwarded-For. */
async function seenAs(trustProxy: readonly string[], peer: string, claim: string): Promise<string> {
  const app = appWith({
    trustProxy,
    link: (scope) => void scope.get('/api/agent', { config: { open: true } }, ({ ip }) => ({ ip })),
  });
  const headers = { 'x-forwarded-for': claim };
  const answer = await app.inject({ url: '/api/agent', remoteAddress: peer, headers });
  await app.close();
  return answer.json().ip;
}

test.each([
  ['nobody is believed', [], '127.0.0.1', '203.0.113.7', '127.0.0.1'],
  ['the proxy is believed', ['127.0.0.1'], '127.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['only the proxy is believed', ['10.0.0.0/8'], '127.0.0.1', '203.0.113.7', '127.0.0.1'],
  [
    'what a client says to the proxy is not',
    ['10.0.0.0/8'],
    '10.1.2.3',
    '1.2.3.4, 203.0.113.7',
    '203.0.113.7',
  ],
  ['a chain of proxies is followed', ['10.0.0.0/8'], '10.1.2.3', '203.0.113.7, 10.9.9.9', '203.0.113.7'],
  ['an IPv6 network', ['fd00::/8'], 'fd00::5', '2001:db8::7', '2001:db8::7'],
])('%s', async (_what, trusted, peer, claim, address) => {
  expect(await seenAs(trusted, peer, claim)).toBe(address);
});

test.each([
  ['without a setting a flood cannot hide behind addresses that it makes up', [], 429],
  ['behind a proxy each client has its own limit', ['127.0.0.1'], 403],
] as const)('%s', async (_what, trustProxy, last) => {
  const app = appWith({
    trustProxy,
    enrolment: { enrol: () => Promise.reject(new ProtocolError('token_unknown')) } as never,
  });
  const enrol = (client: number) =>
    app.inject({
      method: 'POST',
      url: '/api/enrol',
      headers: { 'x-forwarded-for': `203.0.113.${client}` },
      payload: { token: 'x'.repeat(43), publicKey: KEY, hostname: 'web-1', agentVersion: '0.1.0' },
    });
  let status = 0;
  for (let client = 0; client <= PER_MINUTE; client++) status = (await enrol(client)).statusCode;
  expect(status).toBe(last);
  await app.close();
});

test.each([
  ['its proxy for all that it knows', [], '127.0.0.1'],
  ['the machine, where the proxy is believed', ['127.0.0.1'], '203.0.113.7'],
] as const)("the address of an agent's socket is that of %s", async (_what, trustProxy, address) => {
  await using collector = await startCollector({ trustProxy });
  const agent = await enrolAgent(collector);
  const socket = await agent.connect(collector, { headers: { 'x-forwarded-for': '203.0.113.7' } });
  const { body } = await collector.call('GET', `/api/machines/${agent.machineId}`);
  expect(body.address).toBe(address);
  await socket.drop();
});
