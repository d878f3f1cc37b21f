import { once } from 'node:events';
import { appendFile, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { arm, createRoot, eventually } from '@suivi/testkit';
import { expect, test, vi } from 'vitest';
import { runPaths } from '../../../src/domain/run-files.ts';
import { act, aptOf, begin, leaderOf, PATIENCE_MS } from '../../support/acting.ts';
import { runnerBox } from '../../support/runner.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

test('row 3: apt-get gets TERM in the middle: dpkg is waited for, the state is told, and repair works', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await root.offer('hang');
  const { job, ended } = await begin(box, root, { action: 'apt_full_upgrade' });
  await root.hung();
  process.kill(await aptOf(box, root, job), 'SIGTERM');
  const leader = await leaderOf(box, job);
  await eventually(async () => (await root.run('ps', ['-p', String(leader)])).exitCode === 1, {
    what: 'the end of apt-get',
    timeoutMs: 20_000,
  });
  await delay(2000);
  const status = runPaths(box.paths.runs, job.order.jobId).status;
  await appendFile(status, 'dpkg is let go\n');
  await root.releaseHang();
  await ended;
  expect(await readFile(status, 'utf8')).toMatch(/dpkg is let go\n(.*\n)*phase:check\n$/);

  const end = await box.end(job);
  expect(end).toMatchObject({ status: 'error', errorKind: 'apt_interrupted', exitCode: 143 });
  expect(end.errorMessage).toMatch(/ended by signal 15.*left half done.*apt_repair/);
  expect(end.dpkg).toMatchObject({ ok: false });

  const refused = await act(box, root, { action: 'apt_upgrade' });
  expect(refused).toMatchObject({ status: 'error', errorKind: 'dpkg_interrupted' });
  const repaired = await act(box, root, { action: 'apt_repair' });
  expect(repaired).toMatchObject({ status: 'ok', errorKind: null, dpkg: { ok: true } });
});

test('apt, dpkg and the runner are all killed: the next runner tells so, once', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await root.offer('hang');
  const job = box.collector.sign({ action: 'apt_full_upgrade' });
  await box.enqueue(job);
  const runner = box.start(root.env);
  await root.hung();
  runner.kill('SIGKILL');
  await once(runner, 'exit');
  process.kill(-(await leaderOf(box, job)), 'SIGKILL');
  await root.releaseHang();
  await box.run(root.env);
  const end = await box.end(job);
  expect(end).toMatchObject({ status: 'error', errorKind: 'apt_interrupted', exitCode: null });
  expect(end.errorMessage).toMatch(/cut off before its end.*apt_repair/);
});

test('row 4: after an interruption nothing but a repair is done, and the repair works', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await arm(root, 'dpkg-interrupted');
  const { job, ended } = await begin(box, root, { action: 'apt_full_upgrade' });
  await ended;
  const refused = await box.end(job);
  expect(refused).toMatchObject({ status: 'error', errorKind: 'dpkg_interrupted', dpkg: { ok: false } });
  expect(refused.errorMessage).toMatch(/Run apt_repair first/);
  expect(await box.log(job)).not.toContain('$ apt-get');
  expect((await act(box, root, { action: 'apt_clean' })).status).toBe('ok');

  const repaired = await act(box, root, { action: 'apt_repair' });
  expect(repaired).toMatchObject({ status: 'ok', exitCode: 0, dpkg: { ok: true } });
  expect((await root.run('dpkg', ['--audit'])).stdout).toBe('');
  expect((await act(box, root, { action: 'apt_full_upgrade' })).status).toBe('ok');
});

test('a repair sets broken dependencies right, and removes nothing that nobody has allowed', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await arm(root, 'unmet-dependencies');
  const refused = await act(box, root, { action: 'apt_full_upgrade' });
  expect(refused).toMatchObject({ status: 'error', errorKind: 'unmet_dependencies' });
  expect(refused.errorMessage).toMatch(/lab-dependent.*apt_repair/s);
  const repaired = await act(box, root, { action: 'apt_repair' });
  expect(repaired).toMatchObject({
    status: 'ok',
    changes: [{ operation: 'install', name: 'lab-needed', to: '1.0' }],
  });

  await arm(root, 'unmet-dependencies');
  await root.ensure('sh', '-c', 'rm "$DPKG_ROOT"/etc/apt/sources.list.d/*; apt-get -qq update');
  const unseen = await act(box, root, { action: 'apt_repair' });
  expect(unseen).toMatchObject({ status: 'error', errorKind: 'removals_refused' });
  expect(unseen.errorMessage).toContain('lab-dependent');
});
