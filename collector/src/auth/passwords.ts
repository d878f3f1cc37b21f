import { Worker } from 'node:worker_threads';
import { AccountError } from '../domain/accounts.ts';
import type { HashDone, HashTask } from './hash-worker.ts';

/** Passwords that wait for their turn, a tenth of a second each; who comes then is asked to come again. */
const MOST_WAITING = 30;
const BUSY_SECONDS = 5;
/** The thread and its 20 MiB are given back when nobody has signed in for so long. */
const IDLE_MS = 30_000;

/** In the source a file of its own as well as beside the bundle. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './hash-worker.ts' : './hash-worker.mjs',
  import.meta.url,
);

/** What is checked when there is no such user, so that it takes as long: nobody knows its password. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$gS1pIBGgfwY7uocYySBrLQ$+8xHjjgupiO6+M5Bm82LPbHtxFsIru1PcMaRfZevtmc';

type Task = Omit<HashTask, 'id'>;

/** argon2id in one thread, one password after another, so that sign-ins take neither all cores nor all memory. */
export class Passwords {
  #worker: Worker | null = null;
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;
  readonly #waiting = new Map<number, { resolve(done: HashDone): void; reject(error: Error): void }>();

  /** @throws AccountError too_many_attempts when too many wait */
  async hash(password: string): Promise<string> {
    return (await this.#run({ password: normal(password) })) as string;
  }

  /** Takes the same time when there is no hash to compare with. Throws AccountError too_many_attempts when too many wait. */
  async matches(password: string, hash: string | null): Promise<boolean> {
    const isRight = await this.#run({ password: normal(password), hash: hash ?? NOBODY });
    return isRight === true && hash !== null;
  }

  /** Ends the thread; what waits fails. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#fail(new Error('the collector is stopping'));
    await worker?.terminate();
  }

  async #run(task: Task): Promise<HashDone['result']> {
    if (this.#waiting.size >= MOST_WAITING)
      throw new AccountError(
        'too_many_attempts',
        'Too many people are signing in at this moment.',
        BUSY_SECONDS,
      );
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = ++this.#lastId;
    const done = await new Promise<HashDone>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, ...task } satisfies HashTask);
    });
    return done.result;
  }

  #start(): Worker {
    const worker = new Worker(WORKER);
    worker.unref();
    worker.on('message', (done: HashDone) => {
      this.#waiting.get(done.id)?.resolve(done);
      this.#waiting.delete(done.id);
      if (this.#waiting.size === 0) this.#idle = setTimeout(() => this.#rest(), IDLE_MS).unref();
    });
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#fail(error);
    });
    return worker;
  }

  #rest(): void {
    const worker = this.#worker;
    this.#worker = null;
    void worker?.terminate();
  }

  #fail(error: Error): void {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** The same password, however the keyboard composes its letters. */
const normal = (password: string): string => password.normalize('NFKC');
