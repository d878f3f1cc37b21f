import type { CleanupFacts, MachineCleanup } from '../../domain/cleanup.ts';

/** Throws away a file, named relative to SU_REPORTS_DIR, and gives how many bytes it had. One that is gone already has none. */
export type RemoveFile = (path: string) => Promise<number>;

/** How many of each kind one run has deleted. */
export type Pruned = Record<
  | 'machines'
  | 'snapshots'
  | 'events'
  | 'executions'
  | 'jobs'
  | 'tokens'
  | 'changes'
  | 'messages'
  | 'artifacts'
  | 'reports'
  | 'logs',
  number
>;

/** Counts what a run of the cleanup deletes, as it goes. */
export class Tally {
  readonly counts: Pruned = {
    machines: 0,
    snapshots: 0,
    events: 0,
    executions: 0,
    jobs: 0,
    tokens: 0,
    changes: 0,
    messages: 0,
    artifacts: 0,
    reports: 0,
    logs: 0,
  };
  bytes = 0;
  readonly #machines = new Map<string, MachineCleanup>();
  readonly #failures: string[] = [];
  readonly #remove: RemoveFile;

  constructor(remove: RemoveFile) {
    this.#remove = remove;
  }

  /** Removes a file and counts it. False when it could not be removed: it is left for the next run. */
  async removeFile(kind: 'logs' | 'reports', path: string, machine: Owner | null): Promise<boolean> {
    let bytes: number;
    try {
      bytes = await this.#remove(path);
    } catch (error) {
      this.#failures.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
    this.bytes += bytes;
    this.counts[kind]++;
    if (!machine) return true;
    const entry = this.#of(machine);
    entry[kind]++;
    entry.bytes += bytes;
    return true;
  }

  /** Counts a machine that is gone. */
  purged(machine: Owner): void {
    this.counts.machines++;
    this.#of(machine).purged = true;
  }

  /** What there is to report; null when nothing went that a person would look for. */
  facts(at: string): CleanupFacts | null {
    const { changes: _, tokens: __, ...counts } = this.counts;
    if (Object.values(counts).every((count) => count === 0)) return null;
    return {
      at,
      counts,
      bytes: this.bytes,
      machines: [...this.#machines.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
      failures: this.#failures,
    };
  }

  #of({ id, name }: Owner): MachineCleanup {
    const known = this.#machines.get(id) ?? { id, name, purged: false, logs: 0, reports: 0, bytes: 0 };
    this.#machines.set(id, known);
    return known;
  }
}

/** The machine that something belongs to. */
export interface Owner {
  readonly id: string;
  readonly name: string;
}
