import { LIMITS, ProtocolError, parseToAgent, type ToAgent } from '@suivi/shared';
import { monotonicMs } from '../domain/clock.ts';
import { Chain } from './chain.ts';
import { Disconnected } from './disconnected.ts';
import { checkChallenge, makeHello, makeProve } from './handshake.ts';
import type { LinkIdentity, Speaker } from './parties.ts';
import type { Socket } from './socket.ts';

export interface GreetOptions {
  readonly identity: LinkIdentity;
  readonly speaker: Speaker;
  readonly stateDir: string;
  readonly handshakeMs: number;
  /** Called when PROVE has been sent. */
  readonly onProving: () => void;
}

/** HELLO to WELCOME, whose counter is durable when this resolves. Throws Disconnected and ProtocolError. */
export async function greet(socket: Socket, options: GreetOptions): Promise<ToAgent['welcome']> {
  const { identity, speaker, stateDir, handshakeMs, onProving } = options;
  const deadline = monotonicMs() + handshakeMs;
  const hello = makeHello(identity, speaker);
  socket.send(hello);
  const challenge = await expect(socket, 'challenge', deadline);
  checkChallenge(identity, hello, challenge);
  const chain = await Chain.open(stateDir);
  socket.send(makeProve(identity, hello, challenge, await chain.attempt()));
  onProving();
  const welcome = await expect(socket, 'welcome', deadline);
  await chain.welcome(welcome.counter);
  return welcome;
}

async function expect<T extends 'challenge' | 'welcome'>(
  socket: Socket,
  type: T,
  deadline: number,
): Promise<ToAgent[T]> {
  const text = await socket.read(Math.max(0, deadline - monotonicMs()));
  if (text.length > LIMITS.handshakeBytes) throw new ProtocolError('too_large');
  const message = parseToAgent(text);
  if (message.type === 'refused') throw Disconnected.refused(message);
  if (message.type !== type) throw new ProtocolError('unexpected_message', `It was ${message.type}.`);
  return message as ToAgent[T];
}
