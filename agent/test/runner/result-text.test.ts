import { fits, type PackageFailure, type PlanStep } from '@suivi/shared';
import { expect, test } from 'vitest';
import { RUN_FILE_BYTES, RunEnd } from '../../src/domain/run-files.ts';
import { resultText } from '../../src/runner/result-text.ts';

const NOTE = /^The result is too long to be told step by step/;

const FAILED: RunEnd = {
  executionId: 'e1',
  jobId: 'j1',
  action: 'apt_full_upgrade',
  mode: 'manual',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T01:00:00.000Z',
  status: 'error',
  exitCode: 100,
  errorKind: 'package_script_failed',
  errorMessage: 'lab-bad failed.',
  importantLines: ['W: Something is odd.', 'E: Sub-process /usr/bin/dpkg returned an error code (1)'],
  dpkg: { ok: false, problem: 'lab-bad is half configured.' },
};

const steps = (count: number): PlanStep[] =>
  Array.from({ length: count }, (_, at) => ({
    operation: 'upgrade',
    name: `package-${at}`,
    arch: 'amd64',
    from: '1.0',
    to: '1.1',
  }));
const failures = (count: number, line: string): PackageFailure[] =>
  Array.from({ length: count }, (_, at) => ({ name: `package-${at}`, message: 'failed', lines: [line] }));

/** The text, which must be a result that travels in one message. */
function told(result: RunEnd): RunEnd {
  const text = resultText(result);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(RUN_FILE_BYTES);
  const read: unknown = JSON.parse(text);
  if (!fits(RunEnd, read)) throw new Error(text.slice(0, 500));
  return read;
}

/** The result with important lines that make its text longer by so many bytes than is allowed. */
function exceeding(bytes: number): RunEnd {
  const room = RUN_FILE_BYTES - Buffer.byteLength(JSON.stringify({ ...FAILED, importantLines: [] }));
  const lines = Array.from({ length: Math.floor((room + bytes) / 1003) }, () => 'x'.repeat(1000));
  const result = { ...FAILED, importantLines: lines };
  const missing = RUN_FILE_BYTES + bytes - Buffer.byteLength(JSON.stringify(result));
  return { ...result, importantLines: [...lines.slice(1), 'x'.repeat(1000 + missing)] };
}

test('a result that just fits is told whole, one of a byte more is not', () => {
  const most = exceeding(0);
  expect(Buffer.byteLength(JSON.stringify(most))).toBe(RUN_FILE_BYTES);
  expect(told(most)).toEqual(most);
  expect(told(exceeding(1)).importantLines[0]).toMatch(NOTE);
});

test('steps that are too many are left to the log; how it ended, and the first failures, are told', () => {
  const many = steps(30_000);
  const long = {
    ...FAILED,
    plan: many,
    changes: many,
    planDifference: { missing: many, extra: [] },
    failures: failures(50, 'said'),
  };
  const { plan, changes, planDifference, importantLines, ...rest } = told(long);
  expect([plan, changes, planDifference]).toEqual([undefined, undefined, undefined]);
  expect(importantLines).toEqual([expect.stringMatching(NOTE), ...FAILED.importantLines]);
  const { importantLines: _, ...failed } = FAILED;
  expect(rest).toEqual({ ...failed, failures: failures(10, 'said') });
});

test('what is said may be too long as well, counted as it is written: then only how it ended is told', () => {
  // In JSON each of these characters takes six bytes.
  const noise = '\u0001'.repeat(2000);
  const loud = {
    ...FAILED,
    importantLines: Array.from({ length: 300 }, (_, at) => `W: ${at} ${noise}`.slice(0, 2000)),
    failures: failures(50, noise),
  };
  const { importantLines, ...rest } = told(loud);
  const { importantLines: _, ...failed } = FAILED;
  expect(rest).toEqual(failed);
  expect(importantLines).toHaveLength(11);
  expect(importantLines[0]).toMatch(NOTE);
  expect(importantLines[1]).toMatch(/^W: 0 /);
});
