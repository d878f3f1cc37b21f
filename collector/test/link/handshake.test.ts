import { collectorProofBytes, generateKeyPair, verifyBytes } from '@suivi/shared';
import { eventually } from '@suivi/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentSocket } from '../support/agent-socket.ts';
import { enrolAgent, partiesOf, ScriptedAgent } from '../support/scripted-agent.ts';
import { startCollector, type TestCollector } from '../support/test-collector.ts';

let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector({ times: { handshakeMs: 300, sweepMs: 50 } });
});
afterAll(() => collector[Symbol.asyncDispose]());

const machine = async (id: string) => (await collector.call('GET', `/api/machines/${id}`)).body;

describe('versions', () => {
  it('names both ranges when there is no common one', async () => {
    const agent = await enrolAgent(collector);
    const socket = await AgentSocket.open(collector.socketUrl);
    socket.send(agent.hello({ protocol: { min: 7, max: 9 } }));
    const refusal = await socket.next('refused');
    expect(refusal).toMatchObject({ code: 'no_common_version', retryAfterSeconds: 300 });
    expect(refusal.message).toContain('The agent speaks 7 to 9, the collector 1.');
    expect(refusal.next).toMatch(/Upgrade the older/);
    expect(await socket.closed).toMatchObject({ code: 1008, reason: 'no_common_version' });
  });

  it('takes the highest that both speak', async () => {
    const agent = await enrolAgent(collector);
    const socket = await AgentSocket.open(collector.socketUrl);
    socket.send(agent.hello({ protocol: { min: 1, max: 9 } }));
    expect((await socket.next('challenge')).protocol).toBe(1);
    await socket.drop();
  });
});

describe('the proofs', () => {
  it("signs the challenge with the collector's key, over the agent's nonce", async () => {
    const agent = await enrolAgent(collector);
    const socket = await AgentSocket.open(collector.socketUrl);
    const hello = agent.hello();
    socket.send(hello);
    const challenge = await socket.next('challenge');
    expect(challenge.collectorId).toBe(collector.collectorId);
    const bytes = collectorProofBytes(partiesOf(hello, challenge));
    expect(verifyBytes(collector.publicKey, bytes, challenge.signature)).toBe(true);
    const other = collectorProofBytes(partiesOf(agent.hello(), challenge));
    expect(verifyBytes(collector.publicKey, other, challenge.signature)).toBe(false);
    await socket.drop();
  });

  it('lets nobody in whose signature was made with another key', async () => {
    const agent = await enrolAgent(collector);
    const thief = new ScriptedAgent(agent.machineId, {
      publicKey: agent.keys.publicKey,
      privateKeyPem: generateKeyPair().privateKeyPem,
    });
    expect(await thief.refused(collector)).toMatchObject({ code: 'proof_invalid' });
    expect(await machine(agent.machineId)).toMatchObject({ connected: false, quarantine: null });
  });

  it('lets nobody in with the proof of an earlier connection', async () => {
    const agent = await enrolAgent(collector);
    const first = await AgentSocket.open(collector.socketUrl);
    const hello = agent.hello();
    first.send(hello);
    const proof = agent.proof(hello, await first.next('challenge'));
    await first.drop();
    const second = await AgentSocket.open(collector.socketUrl);
    second.send(hello);
    await second.next('challenge');
    second.send(proof);
    expect(await second.next('refused')).toMatchObject({ code: 'proof_invalid' });
  });

  it('welcomes with the counter, the epoch and what the store holds, and shows the machine as connected', async () => {
    const agent = await enrolAgent(collector);
    const socket = await agent.connect(collector);
    expect(socket.welcome).toMatchObject({ counter: 1, lastSeq: 0, epoch: collector.store.epoch });
    expect(await machine(agent.machineId)).toMatchObject({
      connected: true,
      agentVersion: '0.1.0',
      address: '127.0.0.1',
    });
    await socket.drop();
    await eventually(async () => (await machine(agent.machineId)).connected === false);
  });

  it('tells how far the clock of the machine is off', async () => {
    const agent = await enrolAgent(collector);
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    const hello = agent.hello.bind(agent);
    agent.hello = () => hello({ now: ahead });
    const socket = await agent.connect(collector);
    const { clockSkewMs } = await machine(agent.machineId);
    expect(clockSkewMs).toBeGreaterThan(3_590_000);
    expect(clockSkewMs).toBeLessThanOrEqual(3_600_000);
    await socket.drop();
  });
});

describe('time', () => {
  it.for(['before HELLO', 'before PROVE'])('closes on a stranger that goes silent %s', async (when) => {
    const socket = await AgentSocket.open(collector.socketUrl);
    if (when === 'before PROVE') socket.send(new ScriptedAgent('somebody').hello());
    expect(await socket.next('refused')).toMatchObject({ code: 'handshake_timeout' });
    expect(await socket.closed).toMatchObject({ reason: 'handshake_timeout' });
  });

  it('leaves an agent alone that has come in', async () => {
    const agent = await enrolAgent(collector);
    const socket = await agent.connect(collector);
    const stranger = await AgentSocket.open(collector.socketUrl);
    await stranger.closed;
    await socket.roundTrip();
    await socket.drop();
  });
});

describe('an unknown key', () => {
  it('is kept in quarantine, and comes in once it is adopted', async () => {
    const agent = new ScriptedAgent('019c0000-0000-7000-8000-00000000000a');
    agent.hostname = 'from-a-lost-database';
    agent.counter = 57;
    const refusal = await agent.refused(collector);
    expect(refusal).toMatchObject({ code: 'unknown_key', retryAfterSeconds: 60 });
    expect(await machine(agent.machineId)).toMatchObject({
      name: 'from-a-lost-database',
      connected: false,
      quarantine: { reason: 'unknown_key', hostname: 'from-a-lost-database', address: '127.0.0.1' },
    });
    expect(await agent.refused(collector)).toMatchObject({ code: 'unknown_key' });
    expect((await collector.call('POST', `/api/machines/${agent.machineId}/adopt`)).status).toBe(200);
    const socket = await agent.connect(collector);
    expect(socket.welcome.counter).toBe(58);
    socket.send(agent.speaker.apt(10).message);
    await socket.next('ack');
    expect(await machine(agent.machineId)).toMatchObject({ connected: true, quarantine: null });
    await socket.drop();
  });

  it('for a machine that is known stands beside it and does not touch it', async () => {
    const agent = await enrolAgent(collector);
    const socket = await agent.connect(collector);
    const other = new ScriptedAgent(agent.machineId);
    other.hostname = 'pretender';
    expect(await other.refused(collector)).toMatchObject({ code: 'unknown_key' });
    await socket.roundTrip();
    expect(await machine(agent.machineId)).toMatchObject({ connected: true, quarantine: null });
    const { body } = await collector.call('GET', '/api/machines?limit=100');
    const pretender = body.items.find((one: { hostname: string }) => one.hostname === 'pretender');
    expect(pretender.quarantine).toMatchObject({ reason: 'unknown_key', of: agent.machineId });
    await socket.drop();
  });
});

describe('a deleted machine', () => {
  it('is sent away at once and is not let in again', async () => {
    const agent = await enrolAgent(collector);
    const socket = await agent.connect(collector);
    await collector.call('DELETE', `/api/machines/${agent.machineId}`);
    expect(await socket.next('refused')).toMatchObject({ code: 'machine_deleted' });
    await socket.closed;
    const refusal = await agent.refused(collector);
    expect(refusal).toMatchObject({ code: 'machine_deleted', retryAfterSeconds: 3600 });
  });
});
