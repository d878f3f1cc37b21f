import type { Database } from '../database/open.ts';
import { pruneArtifacts, pruneReports, purgeMachines, type RemoveFile } from './files.ts';
import {
  type Prune,
  pruneChanges,
  pruneEvents,
  pruneExecutions,
  pruneJobs,
  pruneSnapshots,
  pruneTokens,
} from './rows.ts';
import type { RetentionSettings } from './settings.ts';

const DAY_MS = 86_400_000;

/** How many of each kind one run has deleted. */
export type Pruned = Record<
  'machines' | 'snapshots' | 'events' | 'executions' | 'jobs' | 'tokens' | 'changes' | 'reports' | 'logs',
  number
>;

/**
 * Deletes what is older than the settings allow, a bounded amount in short transactions: what is left waits for the next
 * run. To be run once an hour.
 */
export async function prune(
  database: Database,
  remove: RemoveFile,
  settings: RetentionSettings,
  now: Date,
): Promise<Pruned> {
  const { rowsAtOnce, rounds } = settings;
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS).toISOString();
  const repeat = async (once: () => Promise<number>) => {
    let total = 0;
    for (let round = 0; round < rounds; round++) {
      const deleted = await once();
      total += deleted;
      if (deleted < rowsAtOnce) break;
    }
    return total;
  };
  const rows = (kind: Prune, days: number) =>
    repeat(async () => (await database.writer.write((tx) => kind(tx, before(days), rowsAtOnce))).result);
  const logs = (policy: 'default' | 'failed', days: number) =>
    pruneArtifacts(database, remove, policy, before(days), rowsAtOnce);

  return {
    machines: await purgeMachines(database, remove, before(settings.deletedMachineDays), rounds),
    snapshots: await rows(pruneSnapshots, settings.snapshotDays),
    events: await rows(pruneEvents, settings.eventDays),
    executions: await rows(pruneExecutions, settings.executionDays),
    jobs: await rows(pruneJobs, settings.jobDays),
    tokens: await rows(pruneTokens, settings.tokenDays),
    changes: await rows(pruneChanges, settings.changeDays),
    reports: await pruneReports(database, remove, before(settings.reportDays), rowsAtOnce),
    logs: (await logs('default', settings.logDays)) + (await logs('failed', settings.failedLogDays)),
  };
}
