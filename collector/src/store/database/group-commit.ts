import type { Change } from '../../domain/rows.ts';
import type { WriteTransaction } from './transaction.ts';
import type { Writer } from './writer.ts';

interface Waiting<Item> {
  readonly item: Item;
  readonly resolve: (changes: readonly Change[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers what is asked for while the writer is busy and stores it in one transaction: a commit costs more than a row. */
export class GroupCommit<Item extends { readonly machineId: string }> {
  readonly #writer: Writer;
  readonly #store: (tx: WriteTransaction, items: readonly Item[]) => Promise<void>;
  #waiting: Waiting<Item>[] = [];

  constructor(writer: Writer, store: (tx: WriteTransaction, items: readonly Item[]) => Promise<void>) {
    this.#writer = writer;
    this.#store = store;
  }

  /** Stores one item, with others; gives the changes of its machine once they are committed. */
  add(item: Item): Promise<readonly Change[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#waiting.length === 1) void this.#write();
    });
  }

  async #write(): Promise<void> {
    let group: Waiting<Item>[] = [];
    try {
      const { changes } = await this.#writer.write(async (tx) => {
        group = this.#waiting;
        this.#waiting = [];
        await this.#store(
          tx,
          group.map(({ item }) => item),
        );
      });
      const ofMachine = new Map<string | null, Change[]>();
      for (const change of changes) {
        const before = ofMachine.get(change.machineId);
        if (before) before.push(change);
        else ofMachine.set(change.machineId, [change]);
      }
      for (const { item, resolve } of group) resolve(ofMachine.get(item.machineId) ?? []);
    } catch (error) {
      // A transaction that could not begin has taken nobody along.
      if (group.length === 0) {
        group = this.#waiting;
        this.#waiting = [];
      }
      for (const { reject } of group) reject(error);
    }
  }
}
