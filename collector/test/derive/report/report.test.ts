import { expect, it } from 'vitest';
import { renderReport } from '../../../src/derive/index.ts';
import type { ReportFacts } from '../../../src/domain/ports.ts';

const facts: ReportFacts = {
  machineId: 'm-1',
  machineName: 'web|1',
  actorType: 'api_client',
  actorId: 'ops',
  reason: null,
  result: {
    executionId: 'e-1',
    jobId: 'j-1',
    action: 'apt_refresh',
    mode: 'manual',
    startedAt: '2026-11-23T10:15:30.250Z',
    finishedAt: '2026-11-23T10:15:33.000Z',
    status: 'error',
    exitCode: 100,
    errorKind: 'source_failed',
    errorMessage: 'E: ```\n# not a title',
    importantLines: ['W: one', 'E: two'],
    sources: [{ uri: 'http://deb.example/', suite: 'stable', ok: false, error: '404' }],
    log: { bytes: 12, sha256: 'a'.repeat(64), truncated: false },
  },
};

it('tells what was done, by whom, and how it ended', () => {
  const text = renderReport(facts);
  expect(text).toContain('# web\\|1 — apt\\_refresh');
  expect(text).toContain('| Asked for by | api\\_client ops |');
  expect(text).not.toContain('| Reason |');
  expect(text).toContain('W: one\nE: two');
  expect(text).toContain('failed http://deb.example/ stable: 404');
});

it('fences what comes from the machine, so that nothing in it is markup', () => {
  expect(renderReport(facts)).toContain('````\nE: ```\n# not a title\n````');
});
