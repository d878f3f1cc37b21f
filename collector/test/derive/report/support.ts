import type { RunResult } from '@suivi/shared';
import type { ReportFacts } from '../../../src/domain/reports.ts';

const LOG = { bytes: 48_213, sha256: 'a'.repeat(64), truncated: false };

/** What a report is made of: an upgrade that went well, but for what is given. */
export const factsOf = (
  result: Partial<RunResult> = {},
  facts: Partial<Omit<ReportFacts, 'result'>> = {},
): ReportFacts => ({
  machineId: 'm-1',
  machineName: 'web-1',
  actorType: 'api_client',
  actorId: 'c-1',
  actorName: 'ops console',
  reason: null,
  parameters: {},
  ...facts,
  result: {
    executionId: 'e-1',
    jobId: 'j-1',
    action: 'apt_full_upgrade',
    mode: 'manual',
    startedAt: '2026-11-23T10:15:30.000Z',
    finishedAt: '2026-11-23T10:16:03.000Z',
    status: 'ok',
    exitCode: 0,
    errorKind: null,
    errorMessage: null,
    importantLines: [],
    log: LOG,
    ...result,
  },
});

/** The lines of one section of a report, without the empty ones. */
export function sectionOf(report: string, title: string): string[] {
  const [, rest] = report.split(`## ${title}\n`);
  if (rest === undefined) return [];
  return (rest.split('\n## ')[0] ?? '').split('\n').filter((line) => line !== '');
}
