const EXPLAINED = {
  store_cannot_open: 'Check the path in SU_DB_PATH and who may read and write it.',
  store_not_a_database: 'Point SU_DB_PATH at another file, or move this one away.',
  store_corrupt: 'Stop the collector and restore the database from a backup.',
  store_newer_release: 'Install the newer release again, or restore the backup made before the upgrade.',
  store_locked: 'Stop the other program that uses the database, then start again.',
  store_read_only: 'Make the database file and its folder writable for the user of the collector.',
  store_full: 'Make room on the disk of the database; agents keep their data and send it again.',
  store_unreachable: 'Check SU_DATABASE_URL and that PostgreSQL runs and lets this user in.',
  store_failed: 'Look at the message and at the log of the database.',
  cursor_invalid: 'Ask for the first page again, without `after`.',
} as const;

export type StoreErrorCode = keyof typeof EXPLAINED;

/** Why the store cannot do what was asked: a code from a closed list, a sentence, and what a person does next. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly next: string;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.code = code;
    this.next = EXPLAINED[code];
  }
}

const CODES: readonly [RegExp, StoreErrorCode, string][] = [
  [/^(SQLITE_FULL|SQLITE_IOERR_WRITE|53100|ENOSPC)$/, 'store_full', 'The disk of the database is full.'],
  [/^SQLITE_(BUSY|LOCKED)/, 'store_locked', 'The database is locked by another program.'],
  [/^(SQLITE_READONLY|25006|EROFS)/, 'store_read_only', 'The database cannot be written to.'],
  [/^SQLITE_NOTADB$/, 'store_not_a_database', 'The file is not an SQLite database.'],
  [/^SQLITE_CORRUPT/, 'store_corrupt', 'The database is damaged.'],
  [
    /^(SQLITE_CANTOPEN|EACCES|EPERM|ENOTDIR|EISDIR|EEXIST)/,
    'store_cannot_open',
    'The database cannot be opened.',
  ],
  [/^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|08|28|3D000|57P)/, 'store_unreachable', 'PostgreSQL cannot be reached.'],
];

/** The StoreError for a driver's error whose code we know; anything else as it is. */
export function asStoreError(error: unknown): unknown {
  const code = codeOf(error);
  const known = CODES.find(([pattern]) => pattern.test(code));
  return known ? new StoreError(known[1], `${known[2]} (${textOf(error)})`, error) : error;
}

/** The StoreError for whatever was thrown; `store_failed` when its code is none that we know. */
export function toStoreError(error: unknown): StoreError {
  const known = asStoreError(error);
  if (known instanceof StoreError) return known;
  return new StoreError('store_failed', `The database refused to work: ${textOf(error)}`, error);
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Whether it is the data that the database refuses and not the database that is unwell: a constraint, a text that it
 * cannot hold, a value that cannot be bound. PostgreSQL: the classes 22, 23 and 54 of its SQLSTATE codes.
 */
export const isDataError = (error: unknown): boolean =>
  error instanceof TypeError ||
  error instanceof RangeError ||
  /^(SQLITE_CONSTRAINT|SQLITE_TOOBIG|SQLITE_MISMATCH|2[23]...$|54...$)/.test(codeOf(error));

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
