import { explain } from '@suivi/shared';
import type { Incoming, IngestOutcome, IngestStore, ReportFiles } from '../../domain/ports.ts';
import type { Database } from '../database/open.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { isDataError, toStoreError } from '../store-error.ts';
import { apply } from './apply.ts';
import { loadContext } from './context.ts';
import { flush } from './flush.ts';
import { writeReports } from './reports.ts';

export interface IngestFiles {
  readonly reports: ReportFiles;
  /** Where the raw log of an execution lies, relative to SU_REPORTS_DIR. */
  readonly logPath: (machineId: string, executionId: string) => string;
}

/** Stores what agents send. */
export function ingestStore(
  { db, dialect, writer }: Database,
  { reports, logPath }: IngestFiles,
): IngestStore {
  return {
    async writeBatch(batch) {
      if (batch.length === 0) return { outcomes: [], changes: [] };
      try {
        const reportPaths = await writeReports(db, dialect, reports, batch);
        const store = (tx: WriteTransaction, part: readonly Incoming[]) =>
          applyAll(tx, part, { reportPaths, logPath });
        const { result, changes } = await writer
          .write((tx) => store(tx, batch))
          .catch((error: unknown) => {
            if (!isDataError(error)) throw error;
            return writer.write((tx) => oneByOne(tx, batch, store));
          });
        return { outcomes: result, changes };
      } catch (error) {
        throw toStoreError(error);
      }
    },
  };
}

async function applyAll(
  tx: WriteTransaction,
  batch: readonly Incoming[],
  paths: Parameters<typeof loadContext>[2],
): Promise<IngestOutcome[]> {
  const context = await loadContext(tx, batch, paths);
  const outcomes = batch.map((incoming) => apply(context, incoming));
  await flush(context);
  return outcomes;
}

/** The same in a savepoint for each message, so that those which the database refuses fail alone. */
async function oneByOne(
  tx: WriteTransaction,
  batch: readonly Incoming[],
  store: (tx: WriteTransaction, part: readonly Incoming[]) => Promise<IngestOutcome[]>,
): Promise<IngestOutcome[]> {
  const outcomes: IngestOutcome[] = [];
  for (const incoming of batch)
    try {
      outcomes.push(...(await tx.attempt(() => store(tx, [incoming]))));
    } catch (error) {
      if (!isDataError(error)) throw error;
      const detail = error instanceof Error ? error.message : String(error);
      const message = `${explain('message_invalid').message} ${detail}`;
      outcomes.push({ stored: false, code: 'message_invalid', message });
    }
  return outcomes;
}
