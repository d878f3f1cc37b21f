interface Piece {
  readonly path: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const endOf = ({ offset, bytes }: Piece) => offset + bytes.length;

/** The newest pieces of all growing logs, so that who follows one need not read from the disk what has just been written there. */
export class RecentPieces {
  readonly #limitBytes: number;
  /** Of all logs, the oldest first. */
  #pieces: Piece[] = [];
  #bytes = 0;

  /** Beyond `limitBytes` the oldest are forgotten. */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Takes a piece as it stands in the file. */
  add(path: string, offset: number, bytes: Uint8Array): void {
    this.#pieces.push({ path, offset, bytes });
    this.#bytes += bytes.length;
    let gone = 0;
    while (this.#bytes > this.#limitBytes) this.#bytes -= this.#pieces[gone++]!.bytes.length;
    if (gone > 0) this.#pieces.splice(0, gone);
  }

  /** The bytes from `from` up to `to`, that one not included, in order; null when some of them are not here. */
  read(path: string, from: number, to: number): Uint8Array[] | null {
    const found: Uint8Array[] = [];
    let at = from;
    for (const piece of this.#pieces) {
      if (piece.path !== path || piece.offset > at || endOf(piece) <= at) continue;
      const end = Math.min(to, endOf(piece));
      found.push(piece.bytes.subarray(at - piece.offset, end - piece.offset));
      at = end;
      if (at >= to) return found;
    }
    return null;
  }

  /** The log begins anew, or is gone. */
  forget(path: string): void {
    this.#pieces = this.#pieces.filter((piece) => piece.path !== path);
    this.#bytes = this.#pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }
}
