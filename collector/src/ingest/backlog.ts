import type { Reply } from './reply.ts';

/** What a message costs beside its bytes, so that very many small ones count too. */
const OVERHEAD_BYTES = 1024;

export interface BacklogLimits {
  /**
   * Bytes that may wait of all senders, and of one. Beyond them the sender pauses, after the message that was one too many. As many
   * again may be held before they count for all.
   */
  readonly allBytes: number;
  readonly eachBytes: number;
}

const MIB = 1024 * 1024;
const LIMITS: BacklogLimits = { allBytes: 64 * MIB, eachBytes: 8 * MIB };

/** Counts what waits for the disk, pauses senders when it is too much, and lets them go on when half of it is done. */
export class Backlog {
  readonly #limits: BacklogLimits;
  readonly #each = new Map<Reply, number>();
  readonly #paused = new Set<Reply>();
  #all = 0;
  #held = 0;

  constructor(limits: BacklogLimits = LIMITS) {
    this.#limits = limits;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#all;
  }

  /** Something of `bytes` bytes waits now. */
  add(sender: Reply, bytes: number): void {
    const own = this.#count(sender, bytes + OVERHEAD_BYTES);
    if (own <= this.#limits.eachBytes && this.#waitingOfAll <= this.#limits.allBytes) return;
    this.#paused.add(sender);
    sender.pause();
  }

  /** It waits no more. */
  remove(sender: Reply, bytes: number): void {
    this.#count(sender, -bytes - OVERHEAD_BYTES);
    this.#resume();
  }

  /** It is held, so that others need not wait for it: it counts for its sender alone. */
  hold(bytes: number): void {
    this.#held += bytes + OVERHEAD_BYTES;
    this.#resume();
  }

  /** It waits again as anything else. */
  release(bytes: number): void {
    this.#held -= bytes + OVERHEAD_BYTES;
  }

  /** What is held counts as well once it is as much as may wait: it is in memory. */
  get #waitingOfAll(): number {
    return this.#all - Math.min(this.#held, this.#limits.allBytes);
  }

  #resume(): void {
    if (this.#waitingOfAll > this.#limits.allBytes / 2) return;
    for (const paused of this.#paused) {
      if ((this.#each.get(paused) ?? 0) > this.#limits.eachBytes / 2) continue;
      this.#paused.delete(paused);
      paused.resume();
    }
  }

  #count(sender: Reply, bytes: number): number {
    const own = (this.#each.get(sender) ?? 0) + bytes;
    if (own === 0) this.#each.delete(sender);
    else this.#each.set(sender, own);
    this.#all += bytes;
    return own;
  }
}
