import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRoot } from '@suivi/testkit';
import { expect, test, vi } from 'vitest';
import { act, approval, begin, PATIENCE_MS, planOf } from '../../support/acting.ts';
import { runnerBox } from '../../support/runner.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const names = (steps: readonly { name: string }[] | undefined) => (steps ?? []).map(({ name }) => name);

test('an approved full upgrade: what was planned is what changed, and what is left to do is said', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const plan = await planOf(box, root, { action: 'apt_full_upgrade' });
  const { job, ended } = await begin(box, root, { action: 'apt_full_upgrade', ...approval(plan) });
  await ended;
  const end = await box.end(job);
  expect(end).toMatchObject({
    status: 'ok',
    errorKind: null,
    exitCode: 0,
    failures: [],
    dpkg: { ok: true },
    reboot: { required: true, reasons: ['lab-reboot'] },
    services: { toRestart: null },
  });
  expect(end.changes).toHaveLength(13);
  expect(new Set(end.changes)).toEqual(new Set(end.plan));
  expect(await box.log(job)).toMatch(/^ {2}upgrade lab-app amd64 from 1.0 to 1.1$/m);
  const status = await readFile(join(box.paths.runs, job.order.jobId, 'status'), 'utf8');
  expect(status).toMatch(/^phase:preflight\n(dlstatus:.*\n)+(pmstatus:.*\n)+phase:check\n$/);
});

test('an upgrade brings new packages and removes none; security alone; then nothing is left', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await root.offer('removal');
  const security = await act(box, root, { action: 'apt_security_upgrade' });
  expect(security.status).toBe('ok');
  expect(names(security.changes).sort()).toEqual(['lab-lib', 'lab-reboot', 'lab-superseded']);

  const upgrade = await act(box, root, { action: 'apt_upgrade' });
  expect(upgrade.status).toBe('ok');
  expect(names(upgrade.changes)).toContain('lab-extra');
  expect(names(upgrade.changes)).not.toContain('lab-takeover');

  const again = await act(box, root, { action: 'apt_upgrade' });
  expect(again).toMatchObject({ status: 'ok', plan: [], changes: [], exitCode: null });
  expect(again.importantLines[0]).toMatch(/^There is nothing to do/);
});

test('selected packages come at the version of the plan, and alone', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const packages = [{ name: 'lab-app', arch: 'amd64', version: '1.1' }];
  const end = await act(box, root, { action: 'apt_upgrade_selected', parameters: { packages } });
  expect(end).toMatchObject({ status: 'ok', exitCode: 0 });
  expect(names(end.changes)).toEqual(['lab-app']);
});

test('what the policy of the machine excludes stays as it is', async () => {
  await using root = await createRoot();
  await using box = await runnerBox({ profile: 'standard', excludedPackages: ['lab-app'] });
  const { job, ended } = await begin(box, root, { action: 'apt_full_upgrade' });
  await ended;
  const end = await box.end(job);
  expect(end.status).toBe('ok');
  expect(end.changes).toHaveLength(12);
  expect(names(end.changes)).not.toContain('lab-app');
  expect(await box.log(job)).toContain('Excluded by the policy of this machine: lab-app.');
});

test('row 13: held, phased, pinned and kept back packages are left, each with its reason in the log', async () => {
  await using root = await createRoot({ flavour: 'ubuntu' });
  await using box = await runnerBox();
  await root.hold('lab-held');
  await root.pin('lab-pinned', '1.0');
  const { job, ended } = await begin(box, root, { action: 'apt_full_upgrade' });
  await ended;
  const end = await box.end(job);
  expect(end.status).toBe('ok');
  const log = await box.log(job);
  for (const name of ['lab-held', 'lab-phased', 'lab-pinned', 'lab-broken']) {
    expect(names(end.changes)).not.toContain(name);
    expect(log).toMatch(new RegExp(`^ {2}${name} \\w+: \\S.{5,}`, 'm'));
  }
});
