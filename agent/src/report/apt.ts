import type { AptAnalysis, Status, UpdateSnapshot } from '@suivi/shared';

/** What a snapshot says beside the analysis. `checkedAt` is this machine's clock. */
export interface SnapshotHead {
  readonly machineId: string;
  readonly hostname: string;
  readonly os: { readonly family: string; readonly version: string | null };
  readonly checkedAt: string;
}

const MAX_LINE = 2000;

/** Joins the analysis with whose it is, and gives it its status. */
export function buildUpdateSnapshot(head: SnapshotHead, apt: AptAnalysis): UpdateSnapshot {
  const logImportantLines = importantLines(apt);
  return {
    machineId: head.machineId,
    hostname: head.hostname,
    os: { ...head.os },
    checkedAt: head.checkedAt,
    status: snapshotStatus(apt),
    apt,
    ...(logImportantLines.length > 0 && { rawHints: { logImportantLines } }),
  };
}

/**
 * The status of an analysis: error when apt has no answer; warning when dpkg is not well or a source is failed,
 * unknown or missing, because the count may then be too low; else whether updates wait.
 */
export function snapshotStatus(apt: AptAnalysis): Status {
  if (apt.problem) return 'error';
  const enabled = apt.sources.filter((source) => source.enabled);
  const proven = enabled.length > 0 && enabled.every(({ ok }) => ok === true);
  if (!proven || !apt.dpkg.ok) return 'warning';
  return apt.count > 0 ? 'updates_available' : 'ok';
}

/** The sentences that a person should read: why apt cannot answer, what ails dpkg, which sources failed. */
function importantLines({ problem, dpkg, sources }: AptAnalysis): string[] {
  return [
    ...(problem ? [problem.message] : []),
    ...(dpkg.problem ? [`dpkg: ${dpkg.problem}`] : []),
    ...sources.flatMap(({ uri, suite, error }) => (error ? [`${uri} ${suite}: ${error}`] : [])),
  ].map((line) => line.slice(0, MAX_LINE));
}
