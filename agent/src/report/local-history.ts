import { join } from 'node:path';
import { fits, Nullable } from '@suivi/shared';
import * as Type from 'typebox';
import type { HistoryEntry, HistoryPlace } from '../domain/history.ts';
import type { Logger } from '../domain/logger.ts';
import type { Outbox } from '../domain/ports.ts';
import { serially } from '../domain/serial.ts';
import { readPlainFile, writeWhole } from '../host/files.ts';
import { isOwnRun, localRunEvent } from './local-run.ts';

const Place = Nullable(Type.Object({ mark: Type.String(), offset: Type.Number() }));

/** What the history of local runs needs of the probe. */
export interface HistoryReader {
  end(): Promise<HistoryPlace | null>;
  since(place: HistoryPlace | null): Promise<{ entries: HistoryEntry[]; place: HistoryPlace | null }>;
}

export interface LocalHistoryOptions {
  readonly stateDir: string;
  readonly machineId: string;
  readonly reader: HistoryReader;
  readonly outbox: Pick<Outbox, 'put'>;
  readonly logger: Logger;
}

/** Puts runs of apt that others made on the machine on the timeline: each once, from the enrolment on. */
export class LocalHistory {
  readonly #options: LocalHistoryOptions;
  readonly #path: string;
  readonly #inTurn = serially();

  constructor(options: LocalHistoryOptions) {
    this.#options = options;
    this.#path = join(options.stateDir, 'history.json');
  }

  /** Looks for runs that have ended since the last look. What fails is tried again at the next one. */
  async check(): Promise<void> {
    try {
      await this.#inTurn(() => this.#report());
    } catch (error) {
      this.#options.logger.error('The history of apt could not be read.', { error });
    }
  }

  async #report(): Promise<void> {
    const { reader, outbox, machineId } = this.#options;
    const known = await this.#readPlace();
    if (known === 'none') return this.#keep(await reader.end());
    const { entries, place } = await reader.since(known);
    for (const entry of entries.filter((one) => !isOwnRun(one))) {
      const { id, event } = localRunEvent(machineId, entry);
      await outbox.put(event, id);
    }
    if (place?.mark !== known?.mark || place?.offset !== known?.offset) await this.#keep(place);
  }

  /** `none` when this is the first look, or the file is of no use: what was before is then nobody's news. */
  async #readPlace(): Promise<HistoryPlace | null | 'none'> {
    try {
      const value: unknown = JSON.parse(await readPlainFile(this.#path, 1000));
      return fits(Place, value) ? value : 'none';
    } catch {
      return 'none';
    }
  }

  #keep(place: HistoryPlace | null): Promise<void> {
    return writeWhole(this.#path, JSON.stringify(place));
  }
}
