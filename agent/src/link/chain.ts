import { join } from 'node:path';
import type { Prove } from '@suivi/shared';
import { v4 as uuidv4 } from 'uuid';
import { isErrno, readPlainFile, writeWhole } from '../host/files.ts';

interface Links {
  /** The counter of the last WELCOME. */
  readonly counter: number;
  /** The attempt made since then; null when there was none. */
  readonly attempt: string | null;
}

/**
 * The machine's place in the chain of its connections, durable. All attempts between two WELCOMEs carry one name: whichever
 * of them the collector counted, the next one can point to it.
 */
export class Chain {
  readonly #path: string;
  #links: Links;

  private constructor(path: string, links: Links) {
    this.#path = path;
    this.#links = links;
  }

  /** Reads the chain. One that cannot be read begins anew; the collector then asks a person whether this is a copy. */
  static async open(stateDir: string): Promise<Chain> {
    const path = join(stateDir, 'link.json');
    return new Chain(path, await readLinks(path));
  }

  /** What PROVE says of this attempt; durable before it is given. */
  async attempt(): Promise<Pick<Prove, 'counter' | 'attempt' | 'previousAttempt'>> {
    const { counter, attempt: previousAttempt } = this.#links;
    const attempt = previousAttempt ?? uuidv4();
    if (!previousAttempt) await this.#write({ counter, attempt });
    return { counter, attempt, previousAttempt };
  }

  /** A WELCOME has come. */
  welcome(counter: number): Promise<void> {
    return this.#write({ counter, attempt: null });
  }

  async #write(links: Links): Promise<void> {
    await writeWhole(this.#path, JSON.stringify(links));
    this.#links = links;
  }
}

async function readLinks(path: string): Promise<Links> {
  const nothing: Links = { counter: 0, attempt: null };
  try {
    const { counter, attempt } = JSON.parse(await readPlainFile(path, 4096)) as Partial<Links>;
    if (!Number.isSafeInteger(counter)) return nothing;
    return { counter: counter as number, attempt: typeof attempt === 'string' ? attempt : null };
  } catch (error) {
    if (error instanceof SyntaxError || isErrno(error, 'ENOENT')) return nothing;
    throw error;
  }
}
