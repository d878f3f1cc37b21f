import { type AptAnalysis, type AptSource, UpdateSnapshot } from '@suivi/shared';
import { Check } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { buildUpdateSnapshot, snapshotStatus } from '../../src/report/apt.ts';

const source = (rest: Partial<AptSource> = {}): AptSource => ({
  uri: 'http://deb.example.org/debian/',
  suite: 'stable',
  components: ['main'],
  enabled: true,
  ok: true,
  lastSuccessAt: '2026-01-01T00:00:00.000Z',
  ...rest,
});

const analysis = (rest: Partial<AptAnalysis> = {}): AptAnalysis => ({
  enabled: true,
  count: 0,
  securityCount: 0,
  rebootRequired: false,
  packages: [],
  newPackages: [],
  removals: [],
  autoremovable: [],
  held: [],
  sources: [source()],
  dpkg: { ok: true },
  reboot: { required: false, reasons: [] },
  plan: [],
  planHash: null,
  ...rest,
});

const problem = { code: 'unmet_dependencies', message: 'Unmet dependencies.' };
const off = source({ enabled: false, ok: null, lastSuccessAt: null });

describe('the status of a snapshot', () => {
  it.each<[string, Partial<AptAnalysis>, string]>([
    ['nothing waits', {}, 'ok'],
    ['updates wait', { count: 3 }, 'updates_available'],
    ['a source failed', { sources: [source(), source({ ok: false })] }, 'warning'],
    ['a source failed and updates wait', { count: 3, sources: [source({ ok: false })] }, 'warning'],
    ['a source is unknown', { sources: [source({ ok: null })] }, 'warning'],
    ['a source is switched off', { sources: [source(), off] }, 'ok'],
    ['every source is switched off', { sources: [off] }, 'warning'],
    ['there is no source', { sources: [] }, 'warning'],
    ['dpkg is not well', { count: 1, dpkg: { ok: false } }, 'warning'],
    ['apt has no answer', { problem, sources: [source({ ok: false })] }, 'error'],
  ])('when %s', (_, rest, status) => expect(snapshotStatus(analysis(rest))).toBe(status));
});

it('carries the sentences that a person should read, within the limits of the wire', () => {
  const snapshot = buildUpdateSnapshot(
    {
      machineId: 'm1',
      hostname: 'host',
      os: { family: 'debian', version: '12' },
      checkedAt: '2026-01-01T00:00:00.000Z',
    },
    analysis({
      problem,
      dpkg: { ok: false, problem: 'x'.repeat(3000) },
      sources: [source({ ok: false, error: 'NO_PUBKEY 1234' }), source()],
    }),
  );
  expect(Check(UpdateSnapshot, snapshot)).toBe(true);
  expect(snapshot.rawHints?.logImportantLines).toEqual([
    'Unmet dependencies.',
    expect.stringMatching(/^dpkg: x+$/),
    'http://deb.example.org/debian/ stable: NO_PUBKEY 1234',
  ]);
});
