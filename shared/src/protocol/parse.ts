import type { TSchema } from 'typebox';
import { Check, Errors } from 'typebox/schema';
import { MalformedMessage, ProtocolError } from './errors.ts';
import { TO_AGENT, type ToAgentMessage } from './to-agent.ts';
import { TO_COLLECTOR, type ToCollectorMessage } from './to-collector.ts';

/** A message of a type that this release does not know: newer peers may send them, and they are ignored. */
export interface UnknownMessage {
  readonly type: 'unknown';
  readonly name: string;
}

/** Judges values by one schema. */
interface Judge {
  Check(value: unknown): boolean;
  Errors(value: unknown): [boolean, readonly { instancePath: string; message: string }[]];
}

/** For few messages: nothing is compiled, which would cost an agent memory. */
const interpreter = (schema: TSchema): Judge => ({
  Check: (value) => Check(schema, value),
  Errors: (value) => Errors(schema, value),
});

/**
 * Makes a reader of the text messages of one direction: envelope first, then payload. It throws ProtocolError `malformed`,
 * as MalformedMessage when the envelope could be read.
 * `judgeOf` is asked once for each type; who reads many messages gives one that compiles schemas.
 */
export function messageReader<M>(
  catalogue: Record<string, TSchema>,
  judgeOf: (schema: TSchema) => Judge = interpreter,
): (text: string) => M | UnknownMessage {
  const judges = new Map<string, Judge>();
  return (text) => {
    const { type, value } = readEnvelope(text);
    const schema = Object.hasOwn(catalogue, type) ? catalogue[type] : undefined;
    if (!schema) return { type: 'unknown', name: type.slice(0, 64) };
    const judge = judges.get(type) ?? judgeOf(schema);
    judges.set(type, judge);
    if (!judge.Check(value)) {
      const [, [first]] = judge.Errors(value);
      const detail = `${type}${first?.instancePath ?? ''} ${first?.message ?? ''}`.trim();
      throw new MalformedMessage(type, value, detail);
    }
    return value as M;
  };
}

function readEnvelope(text: string): { type: string; value: object } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProtocolError('malformed', 'It is not JSON.');
  }
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string')
    throw new ProtocolError('malformed', 'It has no type.');
  return { type: value.type, value };
}

/** Reads a text message from an agent. Throws ProtocolError `malformed`. */
export const parseToCollector = messageReader<ToCollectorMessage>(TO_COLLECTOR);

/** Reads a text message from a collector. Throws ProtocolError `malformed`. */
export const parseToAgent = messageReader<ToAgentMessage>(TO_AGENT);
