import { createRoot } from '@suivi/testkit';
import { expect, test, vi } from 'vitest';
import { act, approval, begin, PATIENCE_MS, planOf } from '../../support/acting.ts';
import { runnerBox } from '../../support/runner.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

test('row 14: a plan that has changed since its approval is refused, and the difference shown', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const approved = approval(await planOf(box, root, { action: 'apt_full_upgrade' }));
  await root.offer('vendor');
  await root.hold('lab-app');
  const before = await root.read('var/lib/dpkg/status');

  const { job, ended } = await begin(box, root, { action: 'apt_full_upgrade', ...approved });
  await ended;
  const end = await box.end(job);
  expect(end).toMatchObject({ status: 'error', errorKind: 'plan_changed', exitCode: null });
  expect(end.planDifference).toEqual({
    missing: [{ operation: 'upgrade', name: 'lab-app', arch: 'amd64', from: '1.0', to: '1.1' }],
    extra: [{ operation: 'upgrade', name: 'lab-vendor', arch: 'amd64', from: '1.0', to: '1.1' }],
  });
  expect(end.errorMessage).toMatch(/lab-app, lab-vendor.*Nothing was changed/);
  const log = await box.log(job);
  expect(log).toContain('approved, but no longer planned: upgrade lab-app amd64 from 1.0 to 1.1');
  expect(log).toContain('planned now, but never approved: upgrade lab-vendor amd64 from 1.0 to 1.1');
  expect(log).not.toContain('$ apt-get');
  expect(await root.read('var/lib/dpkg/status')).toBe(before);

  const hashAlone = await act(box, root, { action: 'apt_full_upgrade', planHash: approved.planHash });
  expect(hashAlone).toMatchObject({ errorKind: 'plan_changed' });
  expect(hashAlone.planDifference).toBeUndefined();
});

test('an approved plan that has vanished whole is refused as well', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const packages = [{ name: 'lab-app', arch: 'amd64', version: '1.1' }];
  const wish = { action: 'apt_upgrade_selected' as const, parameters: { packages } };
  const plan = await planOf(box, root, wish);
  await root.ensure('apt-get', '-y', 'install', 'lab-app');
  const { planHash, parameters } = approval(plan);
  const end = await act(box, root, {
    ...wish,
    planHash,
    parameters: { ...wish.parameters, ...parameters },
  });
  expect(end).toMatchObject({ errorKind: 'plan_changed', planDifference: { extra: [] } });
});

test('removals that nobody has seen need to be allowed', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await root.offer('removal');
  const refused = await act(box, root, { action: 'apt_full_upgrade' });
  expect(refused).toMatchObject({ status: 'error', errorKind: 'removals_refused' });
  expect(refused.errorMessage).toMatch(/would remove lab-old,/);
  expect((await root.run('dpkg-query', ['-W', 'lab-old'])).stdout).toContain('1.0');

  const autoremoval = await act(box, root, { action: 'apt_autoremove' });
  expect(autoremoval.errorKind).toBe('removals_refused');

  const approved = approval(await planOf(box, root, { action: 'apt_autoremove' }));
  const removed = await act(box, root, { action: 'apt_autoremove', ...approved });
  expect(removed).toMatchObject({
    status: 'ok',
    changes: [{ operation: 'remove', name: 'lab-leftover', from: '1.0', to: null }],
  });

  const allowed = await act(box, root, { action: 'apt_full_upgrade', parameters: { allowRemovals: true } });
  expect(allowed).toMatchObject({ status: 'ok', exitCode: 0 });
  expect(allowed.changes).toContainEqual(expect.objectContaining({ operation: 'remove', name: 'lab-old' }));
});

test('parameters that do not fit, or steps without the approved hash, are invalid', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const plan = [{ operation: 'upgrade', name: 'lab-app', arch: 'amd64', from: '1.0', to: '1.1' }];
  const cases = [
    { action: 'apt_full_upgrade', parameters: { allowRemovals: 'yes' } },
    { action: 'apt_full_upgrade', parameters: { plan }, planHash: 'a'.repeat(64) },
    { action: 'apt_full_upgrade', parameters: { plan } },
    { action: 'apt_upgrade_selected', parameters: { packages: [] } },
    {
      action: 'apt_upgrade_selected',
      parameters: { packages: [{ name: '--yes', arch: 'all', version: '1' }] },
    },
    { action: 'apt_hold', parameters: { packages: [{ name: '-o=x' }] } },
  ] as const;
  for (const wish of cases) {
    const end = await act(box, root, wish as unknown as Parameters<typeof act>[2]);
    expect(end, JSON.stringify(wish)).toMatchObject({ status: 'error', errorKind: 'job_invalid' });
  }
});
