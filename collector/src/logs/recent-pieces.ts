interface Piece {
  readonly path: string;
  /** Of its first byte in the log. */
  readonly offset: number;
  /** Of its first byte in our memory. */
  readonly place: number;
  readonly length: number;
}

/** Of many small pieces fewer are kept than there is room for: each reader looks through all of them. */
const MOST_PIECES = 256;

const endOf = ({ offset, length }: Piece) => offset + length;

/**
 * The newest pieces of all growing logs, so that who follows one need not read from the disk what has just been written there.
 * They are copied round and round into one piece of memory: kept as they came, each would be garbage outside of V8's heap,
 * which has V8 mark its whole heap anew every few dozen megabytes.
 */
export class RecentPieces {
  readonly #limitBytes: number;
  /** Taken when the first log comes. */
  #memory: Buffer | null = null;
  #nextPlace = 0;
  /** Of all logs, the oldest first. */
  #pieces: Piece[] = [];

  /** Beyond about `limitBytes` the oldest are forgotten; a larger piece is not kept at all. */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Takes a piece as it stands in the file. */
  add(path: string, offset: number, bytes: Uint8Array): void {
    const { length } = bytes;
    if (length === 0 || length > this.#limitBytes) return;
    if (this.#nextPlace + length > this.#limitBytes) this.#nextPlace = 0;
    const place = this.#nextPlace;
    this.#nextPlace += length;
    const written = this.#pieces.findLastIndex((piece) => overlap(piece, { place, length }));
    this.#pieces.splice(0, Math.max(written + 1, this.#pieces.length + 1 - MOST_PIECES));
    this.#memory ??= Buffer.allocUnsafeSlow(this.#limitBytes);
    this.#memory.set(bytes, place);
    this.#pieces.push({ path, offset, place, length });
  }

  /** Whether the bytes from `from` up to `to`, that one not included, are all here. */
  has(path: string, from: number, to: number): boolean {
    let at = from;
    for (const piece of this.#pieces) if (holds(piece, path, at)) at = endOf(piece);
    return at >= to;
  }

  /** A copy of the bytes that begin at `from`, up to `to` at most: it may be shorter, and is null when the first of them is not here. */
  copy(path: string, from: number, to: number): Buffer | null {
    const piece = this.#pieces.findLast((one) => holds(one, path, from));
    if (!piece || !this.#memory) return null;
    const move = piece.place - piece.offset;
    return Buffer.from(this.#memory.subarray(from + move, Math.min(to, endOf(piece)) + move));
  }

  /** The log begins anew, or is gone. */
  forget(path: string): void {
    this.#pieces = this.#pieces.filter((piece) => piece.path !== path);
  }
}

const holds = (piece: Piece, path: string, at: number): boolean =>
  piece.path === path && piece.offset <= at && at < endOf(piece);

const overlap = (one: Pick<Piece, 'place' | 'length'>, other: Pick<Piece, 'place' | 'length'>): boolean =>
  one.place < other.place + other.length && other.place < one.place + one.length;
