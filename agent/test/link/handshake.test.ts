import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { generateKeyPair } from '@suivi/shared';
import { eventually, temporaryDirectory } from '@suivi/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ScriptedCollector } from '../support/collector.ts';
import { startLink, type TestLink } from '../support/link.ts';

let collector: ScriptedCollector;
beforeEach(async () => {
  collector = await ScriptedCollector.start();
});
afterEach(() => collector[Symbol.asyncDispose]());

const names = ({ states }: TestLink) => states.map(({ name }) => name);
const because = ({ link }: TestLink) =>
  eventually(() => link.state.name === 'waiting' && link.state.because, { what: 'a wait with its reason' });
/** Waits long enough between attempts that a test sees one alone. */
const ONCE = { times: { firstMs: 60_000, longestMs: 60_000 } };

test('it says hello, proves itself, and goes through the states as drawn', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const { hello, prove, journal } = await collector.welcome();
  expect(hello).toMatchObject({ machineId: 'machine', agentVersion: '1.2.3', protocol: { min: 1, max: 1 } });
  expect(prove).toMatchObject({ counter: 0, previousAttempt: null });
  expect(journal.jobs).toEqual([]);
  expect(names(agent)).toEqual(['connecting', 'greeting', 'proving', 'welcomed', 'online']);
  await agent.link.stop();
  expect(names(agent).at(-1)).toBe('stopped');
});

test('a collector with another key is left before anything is proven to it', async () => {
  const identity = { ...collector.identity, collectorPublicKey: generateKeyPair().publicKey };
  await using agent = await startLink(collector.url, identity, ONCE);
  const { peer } = await collector.challenge();
  expect(await peer.expect('refused')).toMatchObject({ code: 'collector_unproven' });
  expect(await peer.next()).toBeNull();
  expect(await because(agent)).toMatchObject({
    code: 'collector_unproven',
    next: expect.stringMatching(/enrol/),
  });
});

test('a collector with another id is left, although its key is right', async () => {
  await using agent = await startLink(collector.url, { ...collector.identity, collectorId: 'other' }, ONCE);
  await collector.challenge();
  expect(await because(agent)).toMatchObject({ code: 'collector_unproven' });
});

test('a version that this agent does not speak is refused with both versions named', async () => {
  await using agent = await startLink(collector.url, collector.identity, ONCE);
  const { peer } = await collector.challenge({ challenge: { protocol: 9 } });
  expect(await peer.expect('refused')).toMatchObject({
    code: 'no_common_version',
    message: expect.stringMatching(/version 9.*1 to 1/),
  });
  expect(await because(agent)).toMatchObject({ code: 'no_common_version' });
});

test('each WELCOME moves the counter, over restarts too', async () => {
  await using dir = await temporaryDirectory('state');
  for (const counter of [0, 1, 2]) {
    await using _agent = await startLink(collector.url, collector.identity, { directory: dir.path });
    const { prove } = await collector.welcome();
    expect(prove).toMatchObject({ counter, previousAttempt: null });
  }
});

test('when the WELCOME is lost, even several times and over a restart, the next try points to the one that may count', async () => {
  await using dir = await temporaryDirectory('state');
  const tries: { counter: number; attempt: string; previousAttempt: string | null }[] = [];
  for (let start = 0; start < 2; start++) {
    await using _agent = await startLink(collector.url, collector.identity, { directory: dir.path });
    for (let lost = 0; lost < 2; lost++) {
      const { peer, prove } = await collector.prove();
      tries.push(prove);
      peer.ws.terminate();
    }
  }
  const [{ attempt: first } = { attempt: '' }] = tries;
  expect(tries.map(({ counter }) => counter)).toEqual([0, 0, 0, 0]);
  expect(tries.map(({ previousAttempt }) => previousAttempt)).toEqual([null, first, first, first]);
  expect(new Set(tries.map(({ attempt }) => attempt))).toEqual(new Set([first]));
  await using _agent = await startLink(collector.url, collector.identity, { directory: dir.path });
  await collector.welcome();
});

test.for([
  ['no JSON', '{', 'malformed'],
  ['an array', '[]', 'malformed'],
  ['a challenge without a nonce', '{"type":"challenge","protocol":1}', 'malformed'],
  ['an order before it has proven itself', '{"type":"want_snapshot","kind":"system"}', 'unexpected_message'],
  ['a type nobody knows', '{"type":"news"}', 'unexpected_message'],
  ['too much for a stranger', `{"type":"news","x":"${'x'.repeat(20_000)}"}`, 'too_large'],
  ['a binary message', Buffer.from([1, 2, 3]), 'malformed'],
] as [string, string | Buffer, string][])(
  'a peer that opens with %s is left with %s',
  async ([, message, code]) => {
    await using agent = await startLink(collector.url, collector.identity, ONCE);
    const peer = await collector.accept();
    await peer.expect('hello');
    peer.send(message);
    expect(await peer.expect('refused')).toMatchObject({ code });
    await peer.closed();
    expect(await because(agent)).toMatchObject({ code });
  },
);

test('a peer that says nothing is left when the time for the handshake is over', async () => {
  await using agent = await startLink(collector.url, collector.identity, {
    times: { ...ONCE.times, handshakeMs: 100 },
  });
  const peer = await collector.accept();
  await peer.closed();
  expect(await because(agent)).toMatchObject({ code: 'silent' });
});

test('a refusal is believed: its sentence, its next step, and how long to wait', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const { peer } = await collector.prove();
  const [message, next] = ['Another machine is using the same identity.', 'Enrol it again.'];
  peer.send({ type: 'refused', code: 'cloned', message, next, retryAfterSeconds: 300 });
  expect(await because(agent)).toMatchObject({ code: 'cloned', message, next });
  const { state } = agent.link;
  if (state.name !== 'waiting') throw new Error(state.name);
  expect(state.delayMs).toBeGreaterThanOrEqual(300_000);
  expect(state.delayMs).toBeLessThanOrEqual(330_000);
});

test('a refusal that only a person can lift leads to a long wait, not to an end', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const { peer } = await collector.prove();
  peer.send({ type: 'refused', code: 'proof_invalid', message: 'm', next: 'n', retryAfterSeconds: null });
  await because(agent);
  const { state } = agent.link;
  if (state.name !== 'waiting') throw new Error(state.name);
  expect(state.delayMs).toBeGreaterThanOrEqual(30 * 60_000);
});

test('an address where nobody listens, and one that is no collector, are named', async () => {
  await using nobody = await startLink('http://127.0.0.1:1', collector.identity, ONCE);
  expect((await because(nobody)).message).toMatch(/127\.0\.0\.1:1.*ECONNREFUSED/);
  await using wrong = await startLink(`${collector.url}/elsewhere`, collector.identity, ONCE);
  expect((await because(wrong)).message).toMatch(/400/);
});

test('it stops within a second, even while a server keeps it waiting for the upgrade', async () => {
  const sockets: Socket[] = [];
  const mute = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  await using agent = await startLink(`http://127.0.0.1:${port}`, collector.identity);
  await eventually(() => sockets.length > 0);
  const started = performance.now();
  await agent.link.stop();
  expect(performance.now() - started).toBeLessThan(1000);
  for (const socket of sockets) socket.destroy();
  mute.close();
});
