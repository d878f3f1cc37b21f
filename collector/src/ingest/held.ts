import type { StoreProblem } from '../domain/ingest.ts';
import { ProblemState } from './problem.ts';
import type { Reply } from './reply.ts';
import { FIRST_RETRY_MS, nextRetryMs } from './retry-times.ts';

export interface HeldOptions {
  /** Tries again what is held. */
  readonly retry: () => void;
  readonly onProblem: ((problem: StoreProblem | null) => void) | undefined;
}

/**
 * What cannot be stored because the report on a run cannot be written, and what its agent has sent after that: those of an agent
 * are stored in their order. They are tried again, ever more slowly, while what other agents send goes on.
 */
export class Held<Message extends { readonly reply: Reply }> {
  readonly #options: HeldOptions;
  readonly #problem: ProblemState;
  readonly #messages = new Map<Reply, Message[]>();
  /** Given to be tried again, and not decided yet. */
  readonly #tried = new Set<Message>();
  #timer: NodeJS.Timeout | null = null;
  #delayMs = FIRST_RETRY_MS;

  constructor(options: HeldOptions) {
    this.#options = options;
    this.#problem = new ProblemState(options.onProblem);
  }

  /** Why reports cannot be written; null when they can. */
  get problem(): StoreProblem | null {
    return this.#problem.current;
  }

  get length(): number {
    return [...this.#messages.values()].reduce((all, { length }) => all + length, 0);
  }

  /** Whether something of this agent is held, so that what comes after it must be as well. */
  has(reply: Reply): boolean {
    return this.#messages.has(reply);
  }

  /** Whether that is so, or something of it is just tried again. */
  concerns(reply: Reply): boolean {
    return this.has(reply) || [...this.#tried].some((message) => message.reply === reply);
  }

  /** Holds a message: with a reason when its own report cannot be written. */
  add(message: Message, reason: Error | null): void {
    this.#tried.delete(message);
    if (reason) this.#problem.failed(reason);
    const messages = this.#messages.get(message.reply);
    if (messages) messages.push(message);
    else this.#messages.set(message.reply, [message]);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#delayMs = nextRetryMs(this.#delayMs);
      this.#options.retry();
    }, this.#delayMs).unref();
  }

  /** Gives all of them to be tried again, those of each agent in their order, and holds none. */
  takeAll(): Message[] {
    const messages = this.#take([...this.#messages.keys()]);
    for (const message of messages) this.#tried.add(message);
    return messages;
  }

  /** The agent is gone, and sends again what was not acknowledged. Gives what was held of it. */
  forget(reply: Reply): Message[] {
    for (const message of this.#tried) if (message.reply === reply) this.#tried.delete(message);
    return this.#take([reply]);
  }

  /** Something of what was tried was stored, refused or dropped: nothing is wrong any more when nothing is held. */
  settled(messages: readonly Message[]): void {
    for (const message of messages) this.#tried.delete(message);
    if (this.#messages.size + this.#tried.size > 0) return;
    this.#delayMs = FIRST_RETRY_MS;
    this.#problem.clear();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  #take(replies: readonly Reply[]): Message[] {
    return replies.flatMap((reply) => {
      const messages = this.#messages.get(reply) ?? [];
      this.#messages.delete(reply);
      return messages;
    });
  }
}
