/** The raw log files under SU_REPORTS_DIR. */
export interface LogFiles {
  /** Durable bytes held for an execution; 0 when there is no file. */
  size(machineId: string, executionId: string): Promise<number>;
  /** Appends when `offset` is where the file ends (an overlap is skipped, a gap changes nothing), fsyncs, gives the new size. */
  append(machineId: string, executionId: string, offset: number, bytes: Uint8Array): Promise<number>;
  /** Resolves when the disk has room for a piece of a log; throws what the system says otherwise. */
  tryRoom(): Promise<void>;
  /** The path kept in raw_log_path, relative to SU_REPORTS_DIR. */
  path(machineId: string, executionId: string): string;
  /** sha256 and size of the whole file. */
  digest(machineId: string, executionId: string): Promise<{ bytes: number; sha256: string }>;
  /** The bytes from `from` up to `to`, that one not included; to the end of the file when it is left out. */
  read(machineId: string, executionId: string, from: number, to?: number): NodeJS.ReadableStream;
  /** Throws the file away so that it can be sent again from the start. */
  discard(machineId: string, executionId: string): Promise<void>;
}
