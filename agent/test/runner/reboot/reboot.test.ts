import type { AptAnalysis } from '@suivi/shared';
import { createRoot, eventually } from '@suivi/testkit';
import { expect, test } from 'vitest';
import type { Systemd } from '../../../src/host/systemd.ts';
import { runnerBox } from '../../support/runner.ts';
import { standInSystemd } from '../../support/stand-in-systemd.ts';

const health = (dpkg: AptAnalysis['dpkg'] = { ok: true }) => ({
  read: async () => ({ dpkg, reboot: { required: false, reasons: [] } }),
});
const LOCK_WAIT_MS = 60_000;

/** Asks for a reboot, and ends the runner once it has done so, as the shutdown does. */
async function askForReboot(box: Awaited<ReturnType<typeof runnerBox>>, systemd: Systemd) {
  const job = box.collector.sign({ action: 'reboot' });
  await box.enqueue(job);
  const stop = new AbortController();
  const running = box.run({}, LOCK_WAIT_MS, { systemd, health: health(), stop: stop.signal });
  await eventually(() => box.log(job).then((log) => log.includes('rebooting')), { timeoutMs: 20_000 });
  stop.abort();
  await running;
  await expect(box.end(job), 'the run is not over').rejects.toThrow(/ENOENT/);
  return job;
}

test('row 15: the runner after the boot proves that it happened, and names the units that failed since', async () => {
  await using box = await runnerBox();
  const before = standInSystemd({ failedUnits: async () => ['old.service'] });
  const job = await askForReboot(box, before);
  const after = standInSystemd({
    bootId: async () => 'boot-2',
    failedUnits: async () => ['new.service', 'old.service'],
  });
  await box.run({}, LOCK_WAIT_MS, { systemd: after, health: health() });
  const end = await box.end(job);
  expect(end).toMatchObject({
    status: 'warning',
    errorKind: 'services_failed',
    services: { failed: ['new.service'] },
    reboot: { required: false, bootIdBefore: 'boot-1', bootIdAfter: 'boot-2' },
  });
  expect(end.errorMessage).toMatch(/has rebooted, but new.service failed/);
  expect((await box.log(job)).match(/^rebooting$/gm)).toHaveLength(1);
});

test('a reboot after which all is well', async () => {
  await using box = await runnerBox();
  const job = await askForReboot(box, standInSystemd());
  const after = standInSystemd({ bootId: async () => 'boot-2' });
  await box.run({}, LOCK_WAIT_MS, { systemd: after, health: health() });
  expect(await box.end(job)).toMatchObject({ status: 'ok', errorKind: null });
});

test('a reboot that is refused, by systemd or because packages are half done', async () => {
  await using box = await runnerBox();
  const refusing = standInSystemd({ commands: { restart: () => [], reboot: ['false'] } });
  const job = box.collector.sign({ action: 'reboot' });
  await box.enqueue(job);
  await box.run({}, LOCK_WAIT_MS, { systemd: refusing, health: health() });
  expect(await box.end(job)).toMatchObject({ status: 'error', errorKind: 'reboot_failed' });

  const second = box.collector.sign({ action: 'reboot' });
  await box.enqueue(second);
  const half = health({ ok: false, problem: 'dpkg was interrupted.' });
  await box.run({}, LOCK_WAIT_MS, { systemd: standInSystemd(), health: half });
  expect(await box.end(second)).toMatchObject({ status: 'error', errorKind: 'dpkg_interrupted' });
  expect(await box.log(second)).not.toContain('rebooting');
});

test('nothing reboots and nothing restarts in a sandbox, or without systemd', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  for (const action of ['reboot', 'services_restart'] as const)
    for (const [env, systemd] of [
      [root.env, standInSystemd()],
      [{}, standInSystemd({ isRunning: () => false })],
    ] as const) {
      const job = box.collector.sign({ action });
      await box.enqueue(job);
      await box.run(env, LOCK_WAIT_MS, { systemd });
      expect(await box.end(job)).toMatchObject({ status: 'error', errorKind: 'not_supported' });
    }
});
