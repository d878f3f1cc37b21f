import type { PlanStep, RunResult } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../src/derive/index.ts';
import type { ReportFacts } from '../../../src/domain/reports.ts';
import { factsOf, sectionOf } from './support.ts';

const step = (operation: PlanStep['operation'], name: string, from: string | null, to: string | null) => ({
  operation,
  name,
  arch: 'amd64',
  from,
  to,
});
const OPENSSL = step('upgrade', 'openssl', '3.0.15-1~deb12u1', '3.0.17-1~deb12u3');
const NGINX = step('upgrade', 'nginx', '1.22.1-9', '1.22.1-9+deb12u1');
const LIBNEW = step('install', 'libnew', null, '1.0-1');
const OLD = step('remove', 'old-tool', '0.9', null);

const report = (result: Partial<RunResult> = {}, facts: Partial<ReportFacts> = {}) =>
  renderReport(factsOf(result, facts));

it('of an upgrade that went well reads as a whole', () => {
  const text = report(
    {
      plan: [OPENSSL, LIBNEW, OLD],
      changes: [OPENSSL, LIBNEW, OLD],
      reboot: { required: false, reasons: [] },
    },
    { reason: 'CVE-2026-1234', parameters: { allowRemovals: true } },
  );
  expect(text).toBe(`# web-1 — apt\\_full\\_upgrade

**Done**: 1 upgraded, 1 installed, 1 removed.

| | |
| --- | --- |
| Machine | web-1 (m-1) |
| Action | apt\\_full\\_upgrade |
| Asked for by | ops console (API client c-1) |
| Result | ok |
| Exit code | 0 |
| Started | 2026-11-23T10:15:30.000Z |
| Finished | 2026-11-23T10:16:03.000Z (after 33 seconds) |
| Execution | e-1 |
| Job | j-1 |
| Log | 48213 bytes, sha256 ${'a'.repeat(64)} |

## What was asked

Upgrade everything, with the installations and removals that this needs.

Removals were allowed.

Reason given: CVE-2026-1234

## The plan

3 steps, all of them done.

## What happened

**Upgraded (1)**

- openssl (amd64) 3.0.15-1\\~deb12u1 → 3.0.17-1\\~deb12u3

**Installed (1)**

- libnew (amd64) 1.0-1

**Removed (1)**

- old-tool (amd64) 0.9

## What is left to do

Nothing.
`);
});

it('of a failed upgrade says what failed and why, and what was not done', () => {
  const text = report({
    status: 'error',
    exitCode: 100,
    errorKind: 'package_script_failed',
    errorMessage: 'nginx: its postinst ended with exit code 1.',
    importantLines: ['E: Sub-process /usr/bin/dpkg returned an error code (1)'],
    plan: [OPENSSL, NGINX],
    changes: [OPENSSL],
    failures: [
      {
        name: 'nginx',
        message: 'Its postinst ended with exit code 1.',
        lines: ['nginx: cannot bind to port 80', '`whoami`'],
      },
    ],
    dpkg: { ok: false, problem: 'nginx is half-configured.' },
    reboot: { required: true, reasons: ['linux-image-6.1.0-41-amd64 is installed and not running.'] },
  });
  expect(text).toContain(
    '**Failed**: package\\_script\\_failed; 1 upgraded; 1 package failed; a reboot is needed.',
  );
  expect(sectionOf(text, 'The plan')).toContain('**Upgrade (2)**');
  expect(sectionOf(text, 'What happened')).toEqual([
    '**Upgraded (1)**',
    '- openssl (amd64) 3.0.15-1\\~deb12u1 → 3.0.17-1\\~deb12u3',
    '**Planned and not done (1)**',
    '- Upgrade nginx (amd64) 1.22.1-9 → 1.22.1-9+deb12u1',
  ]);
  expect(sectionOf(text, 'What failed')).toEqual([
    '```',
    'nginx: its postinst ended with exit code 1.',
    '```',
    '**nginx**: Its postinst ended with exit code 1.',
    '```',
    'nginx: cannot bind to port 80',
    '`whoami`',
    '```',
  ]);
  expect(sectionOf(text, 'Important lines')[1]).toContain('returned an error code');
  expect(sectionOf(text, 'What is left to do')).toEqual([
    '1. Correct what the script of the package complains of (see its last lines), then run `apt_repair`.',
    '2. Reboot the machine, with `reboot`: linux-image-6.1.0-41-amd64 is installed and not running.',
  ]);
});

it('of a changed plan shows the difference as two lists', () => {
  const text = report({
    status: 'error',
    errorKind: 'plan_changed',
    errorMessage: 'The plan is another one.',
    plan: [LIBNEW],
    planDifference: { missing: [OPENSSL], extra: [LIBNEW, OLD] },
    changes: [],
  });
  expect(sectionOf(text, 'How the plan has changed')).toEqual([
    '**Approved, and no longer part of the plan (1)**',
    '- Upgrade openssl (amd64) 3.0.15-1\\~deb12u1 → 3.0.17-1\\~deb12u3',
    '**Part of the plan now, and never approved (2)**',
    '- Install libnew (amd64) 1.0-1',
    '- Remove old-tool (amd64) 0.9',
  ]);
  expect(sectionOf(text, 'What happened')[0]).toBe('No package was changed.');
});

it('of kept conffiles, services and a reboot says where things lie and how it went', () => {
  const text = report({
    action: 'reboot',
    conffiles: [
      { path: '/etc/a.conf', package: 'a', decision: 'kept', other: '/etc/a.conf.dpkg-dist' },
      { path: '/etc/b.conf', package: null, decision: 'replaced', other: '/etc/b.conf.dpkg-old' },
      { path: '/etc/c.conf', package: 'c', decision: 'kept', other: null },
    ],
    services: { toRestart: [], restarted: ['cron.service'], failed: ['ssh.service'] },
    reboot: { required: false, reasons: [], bootIdBefore: 'a', bootIdAfter: 'b' },
  });
  expect(sectionOf(text, 'Configuration files')).toEqual([
    '- /etc/a.conf (a) was kept as it is on this machine; the new one lies in /etc/a.conf.dpkg-dist',
    '- /etc/b.conf was replaced by the new one of the package; the old one lies in /etc/b.conf.dpkg-old',
    '- /etc/c.conf (c) was kept as it is on this machine',
  ]);
  expect(sectionOf(text, 'Services and boot')).toEqual([
    'Restarted: cron.service.',
    'Failed: ssh.service.',
    'The machine has booted anew.',
  ]);
});

it('of a refresh lists the sources, the failed ones first', () => {
  const text = report({
    action: 'apt_refresh',
    status: 'warning',
    errorKind: 'source_failed',
    sources: [
      { uri: 'http://deb.example/debian', suite: 'stable', ok: true },
      { uri: 'http://bad.example/', suite: 'stable', ok: false, error: '404  Not Found' },
    ],
  });
  expect(text).toContain('**Done, with a warning**: source\\_failed.');
  expect(sectionOf(text, 'Sources')).toEqual([
    '- **failed**: http\\://bad.example/ stable: 404  Not Found',
    '- ok: http\\://deb.example/debian stable',
  ]);
});

it('of a run that was lost says that its log never came', () => {
  const facts = factsOf({ status: 'error', errorKind: 'agent_lost_job', errorMessage: 'It is lost.' });
  expect(renderReport({ ...facts, result: { ...facts.result, log: null } })).toContain(
    '| Log | never came whole |',
  );
});

describe('who asked', () => {
  it.for<[string, Partial<ReportFacts>, string]>([
    ['a client with a name', {}, 'ops console (API client c-1)'],
    ['a client that is gone', { actorName: null }, 'API client c-1'],
    ['the assistant program', { actorType: 'hermes', actorName: 'helper' }, 'helper (Hermes c-1)'],
    ['a user', { actorType: 'user', actorId: 'anna', actorName: null }, 'user anna'],
    ['a schedule', { actorType: 'schedule', actorId: null, actorName: null }, 'a schedule'],
    ['nobody', { actorType: 'system', actorId: null, actorName: null }, 'the machine itself'],
  ])('%s', ([, facts, expected]) => {
    expect(report({}, facts)).toContain(`| Asked for by | ${expected} |`);
  });

  it('and for which packages or services', () => {
    const packages = [{ name: 'nginx', arch: 'amd64', version: '1.22.1-9' }, { name: 'curl' }];
    expect(
      sectionOf(report({}, { parameters: { packages, services: ['ssh.service'] } }), 'What was asked'),
    ).toEqual([
      'Upgrade everything, with the installations and removals that this needs.',
      '- nginx (amd64) 1.22.1-9',
      '- curl',
      '- ssh.service',
    ]);
  });
});

it('a very long list is cut, with how much is left out', () => {
  const changes = Array.from({ length: 250 }, (_, i) => ({ ...OPENSSL, name: `p${i}` }));
  const lines = sectionOf(report({ changes }), 'What happened');
  expect(lines).toHaveLength(1 + 200 + 1);
  expect(lines.at(-1)).toBe('- and 50 more');
});
