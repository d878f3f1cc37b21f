import { join } from 'node:path';
import { SnapshotKind, valuesOf } from '@suivi/shared';
import type { StorePosition } from '../domain/ports.ts';
import { serially } from '../domain/serial.ts';
import { readPlainFile, writeWhole } from '../host/files.ts';

/** The last snapshot of a kind that the collector has stored or confirmed. */
export interface AcknowledgedSection {
  readonly hash: string;
  /** The fingerprint of the inputs that gave this hash; empty when it is not known. */
  readonly fingerprint: string;
  readonly seq: number;
}

type Sections = { readonly [K in SnapshotKind]?: AcknowledgedSection };

interface Remembered {
  readonly epoch: string | null;
  readonly sections: Sections;
}

/** What the collector holds of this machine, durable, so that an unchanged section is not sent again. */
export class Acknowledged {
  readonly #path: string;
  readonly #inTurn = serially();
  #remembered: Remembered;

  private constructor(path: string, remembered: Remembered) {
    this.#path = path;
    this.#remembered = remembered;
  }

  /** Reads it; what cannot be read counts as nothing, and costs one snapshot of each kind. */
  static async open(stateDir: string): Promise<Acknowledged> {
    const path = join(stateDir, 'sections.json');
    return new Acknowledged(path, await readRemembered(path));
  }

  get(kind: SnapshotKind): AcknowledgedSection | null {
    return this.#remembered.sections[kind] ?? null;
  }

  set(kind: SnapshotKind, section: AcknowledgedSection): Promise<void> {
    const { epoch, sections } = this.#remembered;
    return this.#write({ epoch, sections: { ...sections, [kind]: section } });
  }

  /** Forgets what the store no longer holds; gives the kinds that it lacks. */
  async keepOnly(store: StorePosition): Promise<SnapshotKind[]> {
    const { epoch, sections } = this.#remembered;
    const isHeld = (kind: SnapshotKind) => {
      const section = sections[kind];
      return section !== undefined && epoch === store.epoch && section.seq <= store.lastSeq;
    };
    const lacking = valuesOf(SnapshotKind).filter((kind) => !isHeld(kind));
    if (epoch !== store.epoch || lacking.some((kind) => sections[kind])) {
      const held = Object.fromEntries(
        Object.entries(sections).filter(([kind]) => isHeld(kind as SnapshotKind)),
      );
      await this.#write({ epoch: store.epoch, sections: held });
    }
    return lacking;
  }

  async forget(kind: SnapshotKind): Promise<void> {
    const { [kind]: _forgotten, ...sections } = this.#remembered.sections;
    await this.#write({ ...this.#remembered, sections });
  }

  #write(remembered: Remembered): Promise<void> {
    this.#remembered = remembered;
    return this.#inTurn(() => writeWhole(this.#path, JSON.stringify(this.#remembered)));
  }
}

async function readRemembered(path: string): Promise<Remembered> {
  try {
    const value = JSON.parse(await readPlainFile(path, 64 * 1024)) as Partial<Remembered>;
    return { epoch: value.epoch ?? null, sections: value.sections ?? {} };
  } catch {
    return { epoch: null, sections: {} };
  }
}
