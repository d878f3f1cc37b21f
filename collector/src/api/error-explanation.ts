import { explain, type ProtocolErrorCode } from '@suivi/shared';

/** What an error says, whatever the case: its status of HTTP, and two sentences. */
export interface Explanation {
  readonly status: number;
  /** What happened, in general; `detail` says it for the case at hand. */
  readonly title: string;
  /** What a person does next. */
  readonly next: string;
}

/** An error that agents know as well: its words are the protocol's. */
export const known = (status: number, code: ProtocolErrorCode): Explanation => {
  const { message, next } = explain(code);
  return { status, title: message, next };
};
