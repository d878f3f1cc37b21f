/** A setting that apt does not know and writes into its history: the runner gives it the id of the job, so that its runs are known again. */
export const OWN_RUN_SETTING = 'Suivi::Job';

/** One run of apt or of a program that uses its library, as /var/log/apt/history.log tells it. */
export interface HistoryEntry {
  readonly startedAt: string;
  /** Null: apt was ended before it could write it. */
  readonly endedAt: string | null;
  readonly commandLine: string | null;
  /** The account that used sudo or pkexec; null when there was none, e.g. in a root shell or a timer. */
  readonly requestedBy: { readonly name: string; readonly uid: number } | null;
  readonly changes: readonly HistoryChange[];
  readonly error: string | null;
}

export interface HistoryChange {
  readonly operation: 'install' | 'upgrade' | 'downgrade' | 'reinstall' | 'remove' | 'purge';
  readonly name: string;
  readonly arch: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** How far history.log has been read. `mark` is a hash of what stands right before: another file does not have it there. */
export interface HistoryPlace {
  readonly mark: string;
  readonly offset: number;
}
