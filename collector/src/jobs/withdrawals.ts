import type { Cancellation } from '../domain/jobs.ts';
import type { Actor } from '../domain/rows.ts';
import type { JobTarget } from './target.ts';

/** For how long the one who cancels waits; what the machine answers later counts all the same. */
const PATIENCE_MS = 5_000;

/** Which job is to be cancelled, what it comes to then, as a sentence, and who wishes it. */
export interface Wish {
  readonly jobId: string;
  readonly outcome: string;
  readonly by: Actor;
}

interface Withdrawal extends Wish {
  readonly answer: Promise<Cancellation>;
  readonly settle: (answer: Cancellation) => void;
}

/** Jobs that were sent and that their machines were asked to give back. Each connection answers them in order. */
export class Withdrawals {
  readonly #patienceMs: number;
  readonly #open = new Map<JobTarget, Withdrawal[]>();

  constructor(patienceMs = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
  }

  /** Asks the machine, once for a job. Gives what became of it, or `unanswered` when the machine takes too long or goes away. */
  async ask(target: JobTarget, wish: Wish): Promise<Cancellation> {
    const { jobId } = wish;
    const open = this.#open.get(target) ?? [];
    this.#open.set(target, open);
    const asked = open.find((withdrawal) => withdrawal.jobId === jobId);
    const { answer } = asked ?? begin(open, wish);
    if (!asked) target.send({ type: 'cancel_job', jobId });
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<Cancellation>((resolve) => {
      timer = setTimeout(resolve, this.#patienceMs, 'unanswered').unref();
    });
    return Promise.race([answer, patience]).finally(() => clearTimeout(timer));
  }

  /** The withdrawal that this connection answers now, if it was asked for one. */
  takeAnswered(target: JobTarget): Withdrawal | undefined {
    return this.#open.get(target)?.shift();
  }

  /** The connection has ended, so nothing of it is answered any more. */
  gone(target: JobTarget): void {
    for (const { settle } of this.#open.get(target) ?? []) settle('unanswered');
    this.#open.delete(target);
  }
}

function begin(open: Withdrawal[], wish: Wish): Withdrawal {
  let settle: Withdrawal['settle'] = () => {};
  const answer = new Promise<Cancellation>((resolve) => {
    settle = resolve;
  });
  const withdrawal = { ...wish, answer, settle };
  open.push(withdrawal);
  return withdrawal;
}
