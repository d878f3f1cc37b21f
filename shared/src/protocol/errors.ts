import type { Static } from 'typebox';
import * as Type from 'typebox';

interface Explanation {
  /** What happened. */
  readonly message: string;
  /** What a person does next. */
  readonly next: string;
  /** Whether trying again without a person's help can succeed. */
  readonly retry: boolean;
}

const EXPLAINED = {
  malformed: {
    message: 'A message could not be read.',
    next: 'Check that agent and collector are of matching releases; upgrade the older one.',
    retry: true,
  },
  too_large: {
    message: 'A message was larger than the limit.',
    next: 'See the limits in PROTOCOL.md; report this, for an agent never sends such a message.',
    retry: true,
  },
  too_fast: {
    message: 'Messages came faster than the limit.',
    next: 'Nothing: the agent slows down and connects again by itself.',
    retry: true,
  },
  handshake_timeout: {
    message: 'The peer did not prove itself in time.',
    next: 'Nothing: the agent tries again by itself.',
    retry: true,
  },
  unexpected_message: {
    message: 'A message came at a point where it is not allowed.',
    next: 'Check that agent and collector are of matching releases; upgrade the older one.',
    retry: true,
  },
  no_common_version: {
    message: 'Agent and collector speak no common protocol version.',
    next: 'Upgrade the older of the two; PROTOCOL.md lists the versions.',
    retry: true,
  },
  proof_invalid: {
    message: 'The signature does not prove possession of the key.',
    next: 'Enrol the machine again with a new token.',
    retry: false,
  },
  collector_unproven: {
    message: 'The collector did not prove that it is the one this machine enrolled with.',
    next: 'Check the address; if the collector was set up anew, enrol the machine again with a new token.',
    retry: true,
  },
  unknown_key: {
    message: 'The collector does not know this machine. It is in quarantine until a person adopts it.',
    next: 'Adopt the machine in the collector, or enrol it again with a new token.',
    retry: true,
  },
  cloned: {
    message: 'Another machine is using the same identity.',
    next: 'If this machine is a copy, enrol it again with a new token; the original goes on.',
    retry: true,
  },
  machine_deleted: {
    message: 'The machine was deleted from the collector.',
    next: 'Enrol it again with a new token if it should return.',
    retry: true,
  },
  replaced: {
    message: 'A newer connection of the same machine has taken over.',
    next: 'Nothing, unless two machines share one identity.',
    retry: true,
  },
  store_unavailable: {
    message: 'The collector cannot store anything now.',
    next: 'Look at the collector: its disk may be full. Agents keep their data and try again.',
    retry: true,
  },
  busy: {
    message: 'Very many agents are coming in at this moment.',
    next: 'Nothing: the agent comes back at the time that it was given.',
    retry: true,
  },
  shutting_down: {
    message: 'The collector is shutting down.',
    next: 'Nothing: the agent connects again by itself.',
    retry: true,
  },
  token_unknown: {
    message: 'The enrolment token is not known.',
    next: 'Make a new one: POST /api/enrolment-tokens.',
    retry: false,
  },
  token_expired: {
    message: 'The enrolment token has expired.',
    next: 'Make a new one: POST /api/enrolment-tokens.',
    retry: false,
  },
  token_used: {
    message: 'The enrolment token has been used.',
    next: 'Make a new one: POST /api/enrolment-tokens.',
    retry: false,
  },
  message_invalid: {
    message: 'A message was understood but cannot be stored.',
    next: 'It is set aside on the machine; report it with the file.',
    retry: false,
  },
} as const satisfies Record<string, Explanation>;

/** The closed list of codes that travel between agent and collector. */
export type ProtocolErrorCode = keyof typeof EXPLAINED;
export const ProtocolErrorCode = Type.Enum(Object.keys(EXPLAINED) as ProtocolErrorCode[]);
export type ProtocolErrorCodeOnWire = Static<typeof ProtocolErrorCode>;

/** The sentence, the next step and whether to retry, for one code. */
export const explain = (code: ProtocolErrorCode): Explanation => EXPLAINED[code];

/** An error that ends a handshake or a connection, with its code from the closed list. */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode;
  readonly next: string;
  readonly retry: boolean;

  constructor(code: ProtocolErrorCode, detail?: string) {
    const { message, next, retry } = explain(code);
    super(detail ? `${message} ${detail}` : message);
    this.name = 'ProtocolError';
    this.code = code;
    this.next = next;
    this.retry = retry;
  }
}

/** A message of a known type that is not as it should be, e.g. of a newer release: an answer may name it by what can be read. */
export class MalformedMessage extends ProtocolError {
  readonly type: string;
  readonly value: object;

  constructor(type: string, value: object, detail: string) {
    super('malformed', detail);
    this.name = 'MalformedMessage';
    this.type = type;
    this.value = value;
  }
}
