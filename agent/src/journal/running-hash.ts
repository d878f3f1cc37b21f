import { createHash } from 'node:crypto';

/** The sha256 of bytes that come in pieces, some of them more than once or out of order. */
export class RunningHash {
  readonly #hash = createHash('sha256');
  #bytes = 0;

  /** How many bytes from the beginning are in it. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The hash of these, in hexadecimal digits. */
  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Takes a piece when it goes on from there; another one changes nothing. */
  add(offset: number, piece: Uint8Array): void {
    if (offset !== this.#bytes) return;
    this.#hash.update(piece);
    this.#bytes += piece.length;
  }
}
