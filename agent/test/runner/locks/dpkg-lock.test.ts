import { arm, createRoot } from '@suivi/testkit';
import { expect, test, vi } from 'vitest';
import { act, begin, PATIENCE_MS } from '../../support/acting.ts';
import { runnerBox } from '../../support/runner.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const HOLDER = /by process \d+ \(apt-get -qq -y install lab-hang\)/;

test('row 9: a lock that stays held ends every action, and names the holder', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await arm(root, 'lock-held');
  const packages = [{ name: 'lab-app' }];
  const wishes = [
    { action: 'apt_full_upgrade' },
    { action: 'apt_repair' },
    { action: 'apt_clean' },
    { action: 'apt_hold', parameters: { packages } },
  ] as const;
  for (const wish of wishes) {
    const end = await act(box, root, wish as unknown as Parameters<typeof act>[2], 700);
    expect(end, wish.action).toMatchObject({ status: 'error', errorKind: 'lock_timeout' });
    expect(end.errorMessage, wish.action).toMatch(HOLDER);
  }
  expect((await root.run('apt-mark', ['showhold'])).stdout).toBe('');
});

test('row 9: a lock that is given back in time: the upgrade goes on by itself, with a plan made after that', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await arm(root, 'lock-held');
  const { job, ended } = await begin(box, root, { action: 'apt_full_upgrade' }, 60_000);
  await box.untilLogged(job, 'which holds');
  await root.releaseHang();
  await ended;
  const end = await box.end(job);
  expect(end).toMatchObject({ status: 'ok', errorKind: null, exitCode: 0 });
  expect(end.changes?.map(({ name }) => name)).not.toContain('lab-hang');
  expect(await box.log(job)).toMatch(/Waiting for process \d+ \(apt-get/);
});
