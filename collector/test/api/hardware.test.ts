import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealApp, realApp } from './support/real.ts';

let real: RealApp;
beforeAll(async () => {
  real = await realApp();
});
afterAll(() => real[Symbol.asyncDispose]());

test('hardware that was not reported is not known, and what was is shown with when it last held', async () => {
  const web = await real.machine('web-1');
  const ask = async () => (await real.ask('GET', `/api/machines/${web.machineId}/hardware`)).json();
  expect((await ask()).code).toBe('hardware_not_found');
  await real.tell(web.system(1));
  expect(await ask()).toMatchObject({
    cpuCores: 2,
    disks: null,
    warnings: null,
    report: null,
    confirmedAt: null,
  });
  const hardware = web.hardware(2);
  await real.tell(hardware, web.confirm(hardware, 60));
  expect(await ask()).toMatchObject({
    memoryBytes: 64 * 2 ** 30,
    disks: [{ name: 'sda', smart: null }],
    warnings: [],
    confirmedAt: web.confirm(hardware, 60).receivedAt,
    report: { isContainer: false, probe: null, missingFirmware: null },
  });
});
