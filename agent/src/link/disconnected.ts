import { explain, ProtocolError, type ToAgent } from '@suivi/shared';
import { certificateAdvice } from '../domain/certificate-advice.ts';

/** Why a connection ended, as a person reads it. Codes beside those of the protocol: `unreachable`, `lost`, `silent`, `internal`. */
export class Disconnected extends Error {
  override readonly name = 'Disconnected';
  readonly code: string;
  readonly next: string;
  /** Whether trying again without a person's help can succeed. */
  readonly retry: boolean;
  readonly retryAfterSeconds: number | null;

  constructor(
    code: string,
    message: string,
    { next, retry = true, retryAfterSeconds = null }: Partial<Omit<Disconnected, keyof Error>> = {},
  ) {
    super(message);
    this.code = code;
    this.next = next ?? 'Nothing: the agent tries again by itself.';
    this.retry = retry;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The end that the collector asked for. */
  static refused({ code, message, next, retryAfterSeconds }: ToAgent['refused']): Disconnected {
    return new Disconnected(code, message, { next, retry: explain(code).retry, retryAfterSeconds });
  }

  /** Any error as the end of a connection. */
  static from(error: unknown): Disconnected {
    if (error instanceof Disconnected) return error;
    if (error instanceof ProtocolError)
      return new Disconnected(error.code, error.message, { next: error.next, retry: error.retry });
    return new Disconnected('internal', `The agent met an error: ${(error as Error).message}`, {
      next: 'Look at the disk of this machine and at the log of the agent.',
    });
  }
}

/** The collector could not be reached at this address. */
export function unreachable(address: string, error: Error): Disconnected {
  const cause = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  return new Disconnected('unreachable', `The collector at ${address} cannot be reached: ${cause.message}`, {
    next:
      certificateAdvice(cause) ??
      'Check that the collector runs and that address and network are right. The agent keeps its data and tries again.',
  });
}
