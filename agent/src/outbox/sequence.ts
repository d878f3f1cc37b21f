import { join } from 'node:path';
import { readPlainFile, writeWhole } from '../host/files.ts';

/** Numbers set aside by one write, so that a message costs no write for its number. A restart skips what is left of them. */
const BLOCK = 256;

/** Numbers that never repeat and never go back, over restarts and after all messages are gone. */
export class Sequence {
  readonly #path: string;
  #last: number;
  #reserved: number;

  private constructor(path: string, last: number) {
    this.#path = path;
    this.#last = last;
    this.#reserved = last;
  }

  /** Goes on above the counter file (unreadable counts as none) and above the highest number seen in use. */
  static async open(directory: string, highestUsed: number): Promise<Sequence> {
    const path = join(directory, 'counter.json');
    return new Sequence(path, Math.max(await readReserved(path), highestUsed));
  }

  /** The next number; durable before it is given. */
  async next(): Promise<number> {
    const next = this.#last + 1;
    if (next > this.#reserved) {
      const reserved = this.#last + BLOCK;
      await writeWhole(this.#path, JSON.stringify({ reserved }));
      this.#reserved = reserved;
    }
    this.#last = next;
    return next;
  }

  /** Numbers from now on are above this one. */
  raise(above: number): void {
    this.#last = Math.max(this.#last, above);
  }
}

async function readReserved(path: string): Promise<number> {
  try {
    const { reserved } = JSON.parse(await readPlainFile(path, 1024)) as { reserved: unknown };
    return Number.isSafeInteger(reserved) ? Math.max(0, reserved as number) : 0;
  } catch {
    return 0;
  }
}
