import type { SnapshotKind } from '@suivi/shared';
import type { Entry } from './entry.ts';

/** The messages that wait to be delivered, in order of their sequence. */
export class Waiting {
  #entries: Entry[] = [];
  #byId = new Map<string, Entry>();
  #bytes = 0;

  get count(): number {
    return this.#entries.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The oldest that is not on its way. */
  get first(): Entry | null {
    return this.#entries.find((entry) => !entry.away) ?? null;
  }

  add(entry: Entry): void {
    const later = this.#entries.findIndex(({ seq }) => seq > entry.seq);
    this.#entries.splice(later < 0 ? this.#entries.length : later, 0, entry);
    this.#byId.set(entry.id, entry);
    this.#bytes += entry.bytes;
  }

  find(id: string): Entry | null {
    return this.#byId.get(id) ?? null;
  }

  /** The entry that already says what a message with this key would say. */
  findOnce(key: string | null): Entry | null {
    return key === null ? null : (this.#entries.find(({ onceFor }) => onceFor === key) ?? null);
  }

  hasSection(kind: SnapshotKind): boolean {
    return this.#entries.some(({ section }) => section?.kind === kind);
  }

  remove(entry: Entry): void {
    const index = this.#entries.indexOf(entry);
    if (index < 0) return;
    this.#entries.splice(index, 1);
    this.#byId.delete(entry.id);
    this.#bytes -= entry.bytes;
  }

  /** What a newer message makes pointless: older ones of the same key that are not on their way. */
  outdated(): Entry[] {
    const newest = new Map<string, number>();
    for (const { newestOf, seq } of this.#entries) if (newestOf !== null) newest.set(newestOf, seq);
    return this.#entries.filter(
      ({ newestOf, seq, away }) => newestOf !== null && !away && seq < newest.get(newestOf)!,
    );
  }

  /** Nothing is on its way any more. */
  release(): void {
    for (const entry of this.#entries) entry.away = false;
  }
}
