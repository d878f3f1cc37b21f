import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/schema';
import { ProtocolError } from './errors.ts';
import { TO_AGENT, type ToAgentMessage } from './to-agent.ts';
import { TO_COLLECTOR, type ToCollectorMessage } from './to-collector.ts';

/** A message of a type that this release does not know: newer peers may send them, and they are ignored. */
export interface UnknownMessage {
  readonly type: 'unknown';
  readonly name: string;
}

function reader<M>(catalogue: Record<string, TSchema>): (text: string) => M | UnknownMessage {
  const validators = new Map<string, Validator>();
  return (text) => {
    const { type, value } = readEnvelope(text);
    const schema = Object.hasOwn(catalogue, type) ? catalogue[type] : undefined;
    if (!schema) return { type: 'unknown', name: type.slice(0, 64) };
    const validator = validators.get(type) ?? Compile(schema);
    validators.set(type, validator);
    if (!validator.Check(value)) {
      const [, [first]] = validator.Errors(value);
      throw new ProtocolError(
        'malformed',
        `${type}${first?.instancePath ?? ''} ${first?.message ?? ''}`.trim(),
      );
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

/** Reads a text message from an agent: envelope first, then payload. Throws ProtocolError `malformed`. */
export const parseToCollector: (text: string) => ToCollectorMessage | UnknownMessage = reader(TO_COLLECTOR);

/** Reads a text message from a collector: envelope first, then payload. Throws ProtocolError `malformed`. */
export const parseToAgent: (text: string) => ToAgentMessage | UnknownMessage = reader(TO_AGENT);
