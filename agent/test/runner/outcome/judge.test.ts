import type { PlanStep } from '@suivi/shared';
import { describe, expect, test } from 'vitest';
import { type Evidence, judge } from '../../../src/runner/outcome/judge.ts';

const step = (name: string, from: string | null = '1.0', to: string | null = '1.1'): PlanStep => ({
  operation: 'upgrade',
  name,
  arch: 'amd64',
  from,
  to,
});
const PLAN = [step('lab-app'), step('lab-lib')];

const evidence = (rest: Partial<Evidence>): Evidence => ({
  exitCode: 100,
  log: '',
  plan: PLAN,
  changes: [],
  failures: [],
  dpkg: { ok: true },
  holder: null,
  lockWaitMs: 600_000,
  ...rest,
});

const HALF = { ok: false, problem: 'The following packages are only half configured:\n lab-app' };
const NO_SUMS = { ok: false, problem: 'The following packages are missing the md5sums control file:\n old' };
const failing = (message: string) => [
  { name: 'lab-app', message, lines: ['it said this', 'dpkg: error', ' x'] },
];

const cases: readonly (readonly [string, Partial<Evidence>, object])[] = [
  ['all is done', { exitCode: 0, changes: PLAN }, { status: 'ok', errorMessage: null }],
  ['an old package without checksums', { exitCode: 0, changes: PLAN, dpkg: NO_SUMS }, { status: 'ok' }],
  [
    'a reinstallation changes no version',
    { exitCode: 0, plan: [step('lab-app', '1.0', '1.0')] },
    { status: 'ok' },
  ],
  [
    'apt is content, dpkg is not',
    { exitCode: 0, changes: PLAN, dpkg: HALF },
    { status: 'error', errorKind: 'dpkg_failed' },
  ],
  [
    'apt did more than it had planned',
    { exitCode: 0, changes: [...PLAN, step('lab-extra', null)] },
    { status: 'warning', errorKind: 'plan_changed', errorMessage: expect.stringContaining('lab-extra') },
  ],
  [
    'ended by a signal, half way',
    { exitCode: 143, changes: PLAN.slice(1), dpkg: HALF },
    {
      status: 'error',
      errorKind: 'apt_interrupted',
      errorMessage: expect.stringMatching(/signal 15.*1 of 2 planned.*half done.*apt_repair/),
    },
  ],
  [
    'ended by a signal, but all is done',
    { exitCode: 137, changes: PLAN },
    { status: 'warning', errorKind: 'apt_interrupted' },
  ],
  ['cut off', { exitCode: null }, { status: 'error', errorKind: 'apt_interrupted' }],
  [
    "the lock, in apt's words",
    {
      log: 'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?',
      holder: { pid: 42, command: 'apt-get upgrade' },
    },
    {
      errorKind: 'lock_timeout',
      errorMessage: expect.stringMatching(/by process 42 \(apt-get upgrade\) for longer than 600 seconds/),
    },
  ],
  [
    'the disk comes before the package that met it',
    { log: 'dpkg: error: …\n failed to write: No space left on device', failures: failing('cannot copy') },
    { errorKind: 'disk_full' },
  ],
  [
    'a script',
    {
      failures: failing(
        'installed lab-app package post-installation script subprocess returned error exit status 1',
      ),
    },
    {
      errorKind: 'package_script_failed',
      errorMessage: expect.stringMatching(/^lab-app failed: .*"it said this"/),
    },
  ],
  [
    'a package that dpkg refuses',
    { failures: failing("trying to overwrite '/usr/x', which is also in package y 1.0") },
    { errorKind: 'dpkg_failed' },
  ],
  [
    'a download',
    { log: 'E: Failed to fetch http://x/lab-app.deb  404  Not Found\nE: Unable to fetch some archives' },
    {
      errorKind: 'download_failed',
      errorMessage: expect.stringMatching(/404.*No package was changed, and dpkg is in order/),
    },
  ],
  [
    'a dirty journal',
    { log: "E: dpkg was interrupted, you must manually run 'dpkg --configure -a'" },
    { errorKind: 'dpkg_interrupted' },
  ],
  ['dependencies', { log: 'E: Unmet dependencies. Try …' }, { errorKind: 'unmet_dependencies' }],
  ['dpkg', { log: 'E: Sub-process /usr/bin/dpkg returned an error code (2)' }, { errorKind: 'dpkg_failed' }],
  [
    'anything else',
    { log: 'E: Something new' },
    { errorKind: 'apt_failed', errorMessage: expect.stringContaining('Something new') },
  ],
];

describe('what a run of apt came to', () => {
  test.each(cases)('%s', (_, facts, verdict) => {
    expect(judge(evidence(facts))).toMatchObject(verdict);
  });
});
