import { type DurableMessage, explain } from '@suivi/shared';
import type { Incoming, IngestOutcome, IngestStore } from '../../domain/ingest.ts';
import type { Database } from '../database/open.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { refreshPostInstall } from '../post-install/refresh.ts';
import { isDataError, toStoreError } from '../store-error.ts';
import { apply } from './apply.ts';
import { loadContext, type StoreParts, type Surroundings } from './context.ts';
import { flush } from './flush.ts';
import { heldOutcomes } from './held.ts';
import { writeReports } from './reports.ts';

/** Stores what agents send. */
export function ingestStore(database: Database, { reports, ...parts }: StoreParts): IngestStore {
  return {
    async writeBatch(batch) {
      if (batch.length === 0) return { outcomes: [], changes: [] };
      try {
        const { paths: reportPaths, refused } = await writeReports(database, reports, batch);
        const held = heldOutcomes(batch, refused);
        const able = batch.filter((_, index) => held[index] === null);
        if (able.length === 0) return { outcomes: held.flatMap((each) => each ?? []), changes: [] };
        const store = (tx: WriteTransaction, part: readonly Incoming[]) =>
          applyAll(tx, part, { ...parts, reportPaths });
        const { result, changes } = await database.writer
          .write((tx) => store(tx, able))
          .catch((error: unknown) => {
            if (!isDataError(error)) throw error;
            return database.writer.write((tx) => oneByOne(tx, able, store));
          });
        const stored = result[Symbol.iterator]();
        return { outcomes: held.flatMap((each) => each ?? stored.next().value ?? []), changes };
      } catch (error) {
        throw toStoreError(error);
      }
    },
  };
}

async function applyAll(
  tx: WriteTransaction,
  part: readonly Incoming[],
  surroundings: Surroundings,
): Promise<IngestOutcome[]> {
  const context = await loadContext(tx, part, surroundings);
  const outcomes = part.map((incoming) => apply(context, incoming));
  await flush(context);
  await refreshPostInstall(tx, context.unit.at, concerned(part));
  return outcomes;
}

/** The machines whose post-install status may change by these messages. */
const concerned = (part: readonly Incoming[]): string[] =>
  part.flatMap(({ machineId, message }) => (concernsPostInstall(message) ? [machineId] : []));

function concernsPostInstall(message: DurableMessage): boolean {
  if (message.type === 'snapshot') return message.kind === 'post_install';
  if (message.type === 'execution_started') return message.action === 'post_install_apply';
  return message.type === 'execution_finished' && message.result.action === 'post_install_apply';
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
