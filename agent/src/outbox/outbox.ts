import { rename } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DurableMessage, SnapshotKind } from '@suivi/shared';
import { v7 as uuidv7 } from 'uuid';
import { listeners } from '../domain/listeners.ts';
import type { DurableDraft, Outbox as OutboxPort, Spool } from '../domain/ports.ts';
import { serially } from '../domain/serial.ts';
import { removeFile, writeWhole } from '../host/files.ts';
import { OUTBOX_BOUNDS, type OutboxBounds } from './bounds.ts';
import { type Entry, entryOf, isKept } from './entry.ts';
import { loadStores, type Stores } from './load.ts';
import { messagePath, readMessage } from './message-file.ts';
import { isUnusable, type StrangeFile, setAsideEvent } from './strange.ts';

/**
 * Messages for the collector, one file each, from `put` until the collector has stored them. Every change runs alone, and
 * every file is either whole or absent, so the process may be killed at any moment.
 */
export class Outbox implements OutboxPort, Spool {
  readonly #stores: Stores;
  readonly #inTurn = serially();
  readonly #onWaiting = listeners();
  readonly #onAcknowledged = listeners<[Entry]>();

  private constructor(stores: Stores) {
    this.#stores = stores;
  }

  /** Opens the outbox in a directory of its own. Files that are no messages are set aside and reported. */
  static async open(root: string, bounds: OutboxBounds = OUTBOX_BOUNDS): Promise<Outbox> {
    const { stores, strange } = await loadStores(root, bounds);
    const outbox = new Outbox(stores);
    await outbox.#dropOutdated();
    if (strange.length > 0) await outbox.put(setAsideEvent(strange));
    return outbox;
  }

  get isFull(): boolean {
    const { waiting, bounds } = this.#stores;
    return waiting.count >= bounds.waitingMessages || waiting.bytes >= bounds.waitingBytes;
  }

  /** How many messages and bytes wait. */
  get size(): { messages: number; bytes: number } {
    const { count, bytes } = this.#stores.waiting;
    return { messages: count, bytes };
  }

  /** Whether a message about this section waits. */
  hasSection(kind: SnapshotKind): boolean {
    return this.#stores.waiting.hasSection(kind);
  }

  put(draft: DurableDraft, id: string = uuidv7()): Promise<{ id: string; seq: number }> {
    return this.#inTurn(async () => {
      const place = { id, seq: await this.#stores.sequence.next() };
      return this.#store({ ...draft, ...place } as DurableMessage);
    });
  }

  /** A message that the collector could never store is set aside and reported instead. */
  take(): Promise<{ id: string; text: string } | null> {
    return this.#inTurn(async () => {
      const { waiting, directory } = this.#stores;
      for (let entry = waiting.first; entry; entry = waiting.first) {
        try {
          const { text } = await readMessage(directory, entry.seq);
          entry.away = true;
          return { id: entry.id, text };
        } catch (error) {
          if (!isUnusable(error)) throw error;
          await this.#giveUp(entry, error.message);
        }
      }
      return null;
    });
  }

  acknowledge(ids: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      const { waiting, directory, kept } = this.#stores;
      for (const id of ids) {
        const entry = waiting.find(id);
        if (!entry) continue;
        const path = messagePath(directory, entry.seq);
        if (isKept(entry)) await kept.add(entry.seq, path);
        else await removeFile(path);
        waiting.remove(entry);
        this.#onAcknowledged.call(entry);
      }
    });
  }

  reject(id: string, reason: string): Promise<void> {
    return this.#inTurn(async () => {
      const entry = this.#stores.waiting.find(id);
      if (entry) await this.#giveUp(entry, reason);
    });
  }

  release(): Promise<void> {
    return this.#inTurn(async () => {
      this.#stores.waiting.release();
      await this.#dropOutdated();
    });
  }

  reconcile(lastSeq: number): Promise<void> {
    return this.#inTurn(async () => {
      const { sequence, kept, waiting, directory } = this.#stores;
      sequence.raise(lastSeq);
      const strange: StrangeFile[] = [];
      for (const seq of kept.removeAbove(lastSeq)) {
        const path = messagePath(kept.directory, seq);
        try {
          const { message, text } = await readMessage(kept.directory, seq);
          await rename(path, messagePath(directory, seq));
          waiting.add(entryOf(message, Buffer.byteLength(text)));
        } catch (error) {
          if (!isUnusable(error)) throw error;
          if (await this.#stores.setAside.move(path))
            strange.push({ file: basename(path), reason: error.message });
        }
      }
      if (strange.length > 0) await this.#report(strange);
      this.#onWaiting.call();
    });
  }

  onWaiting(listener: () => void): () => void {
    return this.#onWaiting.add(listener);
  }

  /** Calls the listener with each message that the collector has stored; gives the way to stop it. */
  onAcknowledged(listener: (entry: Entry) => void): () => void {
    return this.#onAcknowledged.add(listener);
  }

  async #store(message: DurableMessage): Promise<{ id: string; seq: number }> {
    const { waiting, directory } = this.#stores;
    const text = JSON.stringify(message);
    const entry = entryOf(message, Buffer.byteLength(text));
    const same = waiting.findOnce(entry.onceFor);
    if (same) return { id: same.id, seq: same.seq };
    await writeWhole(messagePath(directory, entry.seq), text);
    waiting.add(entry);
    await this.#dropOutdated();
    this.#onWaiting.call();
    return { id: entry.id, seq: entry.seq };
  }

  async #report(strange: readonly StrangeFile[]): Promise<{ id: string; seq: number }> {
    return this.#store({ ...setAsideEvent(strange), id: uuidv7(), seq: await this.#stores.sequence.next() });
  }

  async #giveUp(entry: Entry, reason: string): Promise<void> {
    const { waiting, directory, setAside } = this.#stores;
    const path = messagePath(directory, entry.seq);
    await setAside.move(path);
    waiting.remove(entry);
    await this.#report([{ file: basename(path), reason }]);
  }

  async #dropOutdated(): Promise<void> {
    const { waiting, directory } = this.#stores;
    for (const entry of waiting.outdated()) {
      await removeFile(messagePath(directory, entry.seq));
      waiting.remove(entry);
    }
  }
}
