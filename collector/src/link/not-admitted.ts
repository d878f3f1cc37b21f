import type { ProtocolError } from '@suivi/shared';

/** A refusal with the time after which the agent may ask again. */
export class NotAdmitted extends Error {
  readonly reason: ProtocolError;
  readonly retryAfterSeconds: number;

  constructor(reason: ProtocolError, retryAfterSeconds: number) {
    super(reason.message);
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
