import { v7 as uuid } from 'uuid';
import type { ReportFiles } from '../../domain/reports.ts';
import { daysAfter, type RetentionSettings } from '../../domain/retention.ts';
import type { Database } from '../database/open.ts';
import { upsertReports } from '../state/statements.ts';
import { keepExpiryInStep } from './expiry.ts';
import { pruneArtifacts, pruneReports, purgeMachines } from './files.ts';
import {
  type Prune,
  pruneArtifactRows,
  pruneChanges,
  pruneEvents,
  pruneExecutions,
  pruneJobs,
  pruneMessages,
  pruneSnapshots,
  pruneSshInstalls,
  pruneTokens,
} from './rows.ts';
import { type Pruned, type RemoveFile, Tally } from './tally.ts';

/**
 * Deletes what is older than the settings allow, a bounded amount in short transactions: what is left waits for the next
 * run. To be run every few hours. What was deleted becomes a report, also when the run breaks off.
 */
export async function prune(
  database: Database,
  remove: RemoveFile,
  reports: ReportFiles,
  settings: RetentionSettings,
  now: Date,
): Promise<Pruned> {
  const tally = new Tally(remove);
  try {
    await keepExpiryInStep(database, settings);
    await deleteAll(database, tally, settings, now.toISOString());
  } finally {
    await reportCleanup(database, tally, reports, now.toISOString());
  }
  return tally.counts;
}

async function deleteAll(
  database: Database,
  tally: Tally,
  settings: RetentionSettings,
  now: string,
): Promise<void> {
  const { rowsAtOnce, rounds } = settings;
  const before = (days: number) => daysAfter(now, -days);
  const repeat = async (once: () => Promise<number>) => {
    for (let round = 0; round < rounds; round++) if ((await once()) < rowsAtOnce) break;
  };
  const rows = (name: keyof Pruned, kind: Prune, days: number) =>
    repeat(async () => {
      const { result } = await database.writer.write((tx) => kind(tx, before(days), rowsAtOnce));
      tally.counts[name] += result;
      return result;
    });

  await purgeMachines(database, tally, before(settings.deletedMachineDays), rounds);
  await rows('snapshots', pruneSnapshots, settings.snapshotDays);
  await rows('events', pruneEvents, settings.eventDays);
  await rows('executions', pruneExecutions, settings.executionDays);
  await rows('jobs', pruneJobs, settings.jobDays);
  await rows('jobs', pruneSshInstalls, settings.jobDays);
  await rows('tokens', pruneTokens, settings.tokenDays);
  await rows('changes', pruneChanges, settings.changeDays);
  await rows('messages', pruneMessages, settings.messageDays);
  await rows('artifacts', pruneArtifactRows, settings.executionDays);
  await repeat(() => pruneReports(database, tally, before(settings.reportDays), rowsAtOnce));
  await repeat(() => pruneArtifacts(database, tally, settings, now, rowsAtOnce));
}

/** Writes the report on what was deleted, and its row; nothing when that is nothing. */
async function reportCleanup(
  { writer }: Database,
  tally: Tally,
  reports: ReportFiles,
  at: string,
): Promise<void> {
  const facts = tally.facts(at);
  if (!facts) return;
  const id = uuid();
  const path = await reports.writeCleanup(id, facts);
  const { counts, bytes } = facts;
  await writer.write((tx) =>
    upsertReports.run(tx, [
      {
        id,
        machineId: null,
        executionId: null,
        kind: 'cleanup',
        title: `Cleanup — ${at.slice(0, 10)}`,
        path,
        createdAt: at,
        pinned: 0,
        summaryJson: JSON.stringify({ ...counts, bytes }),
      },
    ]),
  );
}
