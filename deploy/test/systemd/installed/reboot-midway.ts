import { eventually } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { endOf, requestAction } from '../../support/api.ts';
import { offerHang, releaseHang, requestHang } from '../../support/held.ts';
import { type Installation, unitProperty } from '../../support/systemd.ts';

/** Row 15 of FAULTS.md: in the middle of a run. */
export function rebootMidway(installation: () => Installation): void {
  test('row 15: power is cut while dpkg runs: the run ends truly after the boot, and repair helps', async () => {
    const world = installation();
    await offerHang(world);
    const { machine, url, id } = world;
    const cut = await requestHang(world);
    await machine.powerCut();
    await machine.boot();
    const end = await endOf(url, cut.executionId, 90_000);
    expect(end).toMatchObject({ status: 'error', errorKind: 'apt_interrupted' });
    expect(JSON.parse(end.resultJson!).dpkg.ok).toBe(false);
    const status = () => machine.ensure('dpkg', '-s', 'lab-hang');
    const whole = /^Status: install ok installed$/m;
    expect(await status()).not.toMatch(whole);

    await releaseHang(machine);
    const repair = await requestAction(url, id, { action: 'apt_repair', plan: 'current' });
    expect((await endOf(url, repair.executionId, 60_000)).status).toBe('ok');
    expect(await status()).toMatch(whole);
  });

  test('row 15: an orderly reboot waits until dpkg has ended, and who asks is told why', async () => {
    const world = installation();
    await offerHang(world);
    const { machine, url } = world;
    const { executionId } = await requestHang(world);
    const locks = await machine.ensure('systemd-inhibit', '--list', '--no-legend');
    expect(locks).toMatch(/Suivi .* shutdown +dpkg is changing packages\. +block/);
    const before = await machine.bootId();
    await machine.ensure('systemctl', 'reboot');
    const state = () => unitProperty(machine, 'suivi-runner', 'ActiveState');
    await eventually(async () => (await state()) === 'deactivating', {
      what: 'the runner to be asked to end',
      timeoutMs: 30_000,
    });
    expect(await machine.bootId()).toBe(before);
    await releaseHang(machine);
    await eventually(async () => (await machine.bootId()) !== before, {
      what: 'the reboot',
      timeoutMs: 60_000,
    });
    await machine.untilBooted();
    expect((await endOf(url, executionId, 90_000)).status).toBe('ok');
  });
}
