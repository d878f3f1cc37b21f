/** What one machine lost in a cleanup. */
export interface MachineCleanup {
  readonly id: string;
  readonly name: string;
  /** True for a machine that was deleted, and is now gone with all that belonged to it. */
  purged: boolean;
  logs: number;
  reports: number;
  bytes: number;
}

/** What one run of the cleanup has deleted: how many of each kind, how many bytes of files, and from which machines. */
export interface CleanupFacts {
  readonly at: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly machines: readonly MachineCleanup[];
  /** Files that could not be deleted, and why. */
  readonly failures: readonly string[];
}
