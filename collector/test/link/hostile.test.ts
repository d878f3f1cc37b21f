import { encodeLogChunk, LIMITS } from '@suivi/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AgentSocket } from '../support/agent-socket.ts';
import { enrolAgent, ScriptedAgent } from '../support/scripted-agent.ts';
import { startCollector, type TestCollector } from '../support/test-collector.ts';

let collector: TestCollector;
let honest: ScriptedAgent;
let honestSocket: AgentSocket;
beforeAll(async () => {
  collector = await startCollector();
  honest = await enrolAgent(collector, 'honest');
  honestSocket = await honest.connect(collector);
});
afterAll(() => collector[Symbol.asyncDispose]());

let agent: ScriptedAgent;
let socket: AgentSocket;
beforeEach(async () => {
  agent = await enrolAgent(collector, 'hostile');
  socket = await agent.connect(collector);
  return () => socket.drop();
});

/** The other agent's message is acknowledged: nobody but the hostile one has noticed anything. */
async function othersGoOn(): Promise<void> {
  const { message } = honest.speaker.event(1);
  honestSocket.send(message);
  await honestSocket.next('ack', ({ ids }) => ids.includes(message.id));
}

const log = (executionId: string, offset: number, text: string) =>
  encodeLogChunk({ executionId, offset, bytes: Buffer.from(text) });

/** A binary message in the form of a log chunk with whatever it is given. */
function rawChunk(id: string, offset: bigint, bytes = Buffer.from('x')): Buffer {
  const head = Buffer.alloc(1 + Buffer.byteLength(id) + 8);
  head[0] = Buffer.byteLength(id);
  head.write(id, 1);
  head.writeBigUInt64BE(offset, 1 + Buffer.byteLength(id));
  return Buffer.concat([head, bytes]);
}

describe('a durable message that cannot be read is rejected alone', () => {
  it.for<[what: string, message: () => object]>([
    ['a snapshot of the wrong shape', () => ({ ...agent.speaker.apt(1).message, payload: { apt: [] } })],
    ['a snapshot of a kind that is not known', () => ({ ...agent.speaker.apt(1).message, kind: 'weather' })],
    [
      'an execution whose id is a path',
      () => agent.speaker.started(1, { executionId: '../../etc/passwd', jobId: 'job' }).message,
    ],
  ])('%s', async ([, make]) => {
    const message = make() as { id: string };
    socket.sendRaw(JSON.stringify(message));
    expect(await socket.next('rejected')).toMatchObject({ id: message.id, code: 'malformed' });
    const good = agent.speaker.event(2).message;
    socket.sendRaw(JSON.stringify(good));
    expect(await socket.next('ack')).toMatchObject({ ids: [good.id] });
    await othersGoOn();
  });
});

describe('after the handshake the connection closes on', () => {
  const deep = `{"type":"event","details":${'['.repeat(1e5)}${']'.repeat(1e5)}}`;
  it.for<[what: string, data: () => string | Uint8Array, code: string]>([
    ['text that is not JSON', () => '{"type":', 'malformed'],
    ['JSON that is no object', () => '[]', 'malformed'],
    ['null', () => 'null', 'malformed'],
    ['a message without a type', () => '{}', 'malformed'],
    ['a type that is no text', () => '{"type":{"toString":1}}', 'malformed'],
    ['members that are missing', () => '{"type":"event"}', 'malformed'],
    ['a message of great depth', () => deep, 'malformed'],
    [
      'an id that is a path',
      () => JSON.stringify({ ...agent.speaker.event(1).message, id: '../x' }),
      'malformed',
    ],
    ['a second HELLO', () => JSON.stringify(agent.hello()), 'unexpected_message'],
    ['an empty binary message', () => new Uint8Array(), 'malformed'],
    ['binary noise', () => new Uint8Array(100).fill(0xff), 'malformed'],
    ['a log whose execution is a path', () => rawChunk('../../../etc/cron.d/x', 0n), 'malformed'],
    ['a log whose execution is an absolute path', () => rawChunk('/etc/cron.d/x', 0n), 'malformed'],
    ['a log whose execution holds a NUL', () => rawChunk('a\0b', 0n), 'malformed'],
    ['a log at an impossible offset', () => rawChunk('run', 2n ** 64n - 1n), 'too_large'],
    ['a log beyond the limit of a log', () => rawChunk('run', BigInt(LIMITS.logBytes)), 'too_large'],
    [
      'a chunk beyond its limit',
      () => rawChunk('run', 0n, Buffer.alloc(LIMITS.logChunkBytes + 1)),
      'too_large',
    ],
  ])('%s', async ([, data, code]) => {
    socket.sendRaw(data());
    expect(await socket.next('refused')).toMatchObject({ code });
    expect(await socket.closed).toMatchObject({ code: 1008, reason: code });
    await othersGoOn();
  });

  it('a message larger than the limit', async () => {
    const { message } = agent.speaker.event(1);
    socket.sendRaw(JSON.stringify({ ...message, message: 'x'.repeat(LIMITS.messageBytes) }));
    expect(await socket.closed).toMatchObject({ code: 1009 });
    await othersGoOn();
  });

  it('text that is not UTF-8', async () => {
    // A text frame whose two bytes are no UTF-8, masked with zeros.
    socket.raw.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]));
    expect(await socket.closed).toMatchObject({ code: 1007 });
    await othersGoOn();
  });

  it('a flood of messages', async () => {
    const flood = LIMITS.messagesPerSecond * 10 + 100;
    for (let count = 0; count < flood; count++)
      socket.send({ type: 'heartbeat', now: new Date().toISOString() });
    expect(await socket.next('refused')).toMatchObject({ code: 'too_fast' });
    await socket.closed;
    await othersGoOn();
    const complaints = collector.lines.filter(
      (line) => line.includes('"too_fast"') && line.includes(agent.machineId),
    );
    expect(complaints, 'one line in the log, not one a message').toHaveLength(1);
  });
});

describe('after the handshake it ignores', () => {
  it('unknown types, which it logs once', async () => {
    for (let count = 0; count < 3; count++) socket.send({ type: count === 1 ? 'constructor' : 'telepathy' });
    await socket.roundTrip();
    await othersGoOn();
    const noted = collector.lines.filter(
      (line) => line.includes('unknown message ignored') && line.includes(agent.machineId),
    );
    expect(noted).toHaveLength(1);
    expect(noted[0]).toContain('telepathy');
  });

  it('members that it does not know, also those with dangerous names', async () => {
    const { message } = agent.speaker.event(1);
    const text = JSON.stringify(message);
    socket.sendRaw(`${text.slice(0, -1)},"__proto__":{"polluted":1},"more":true}`);
    expect((await socket.next('ack')).ids).toEqual([message.id]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('before the handshake the connection closes on', () => {
  let stranger: AgentSocket;
  beforeEach(async () => {
    stranger = await AgentSocket.open(collector.socketUrl);
    return () => stranger.drop();
  });

  it.for<[what: string, data: () => string | Uint8Array, code: string]>([
    ['noise', () => 'GET / HTTP/1.1', 'malformed'],
    ['a log chunk', () => log('run', 0, 'x'), 'unexpected_message'],
    ['a snapshot', () => JSON.stringify(agent.speaker.apt(1).message), 'unexpected_message'],
    ['a heartbeat', () => `{"type":"heartbeat","now":"${new Date().toISOString()}"}`, 'unexpected_message'],
    ['a journal', () => '{"type":"journal","jobs":[]}', 'unexpected_message'],
    ['an unknown type', () => '{"type":"telepathy"}', 'unexpected_message'],
    [
      'PROVE without HELLO',
      () => JSON.stringify({ type: 'prove', signature: '', counter: 0, attempt: 'a', previousAttempt: null }),
      'unexpected_message',
    ],
    ['HELLO for a path', () => JSON.stringify(agent.hello({ machineId: '../x' })), 'malformed'],
    [
      'a message beyond its little room',
      () => `{"type":"${'x'.repeat(LIMITS.handshakeBytes)}"}`,
      'too_large',
    ],
  ])('%s', async ([, data, code]) => {
    stranger.sendRaw(data());
    expect(await stranger.next('refused')).toMatchObject({ code });
    await stranger.closed;
    await othersGoOn();
  });

  it('a message of megabytes, without gathering it first', async () => {
    stranger.sendRaw(Buffer.alloc(3 * 1024 * 1024));
    expect(await stranger.next('refused')).toMatchObject({ code: 'too_large' });
    await stranger.closed;
    await othersGoOn();
  });

  it('a public key that is none', async () => {
    const odd = new ScriptedAgent('odd', { ...agent.keys, publicKey: 'AAAA' });
    expect(await odd.refused(collector)).toMatchObject({ code: 'proof_invalid' });
  });
});
