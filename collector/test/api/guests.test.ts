import type { Guest, NetworkCard } from '@suivi/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealApp, realApp } from './support/real.ts';

let real: RealApp;
beforeAll(async () => {
  real = await realApp();
});
afterAll(() => real[Symbol.asyncDispose]());

const guest = (id: string, name: string, mac: string): Guest => ({
  ...{ id, kind: 'vm', name, state: 'running', osType: 'l26', isTemplate: false },
  macs: [mac],
});
const card = (mac: string): NetworkCard => ({
  ...{ name: 'ens18', mac, isUp: true, speedMbps: null, driver: 'virtio_net' },
});

test('a host lists its guests, and who of them has no agent yet by what the fleet has told', async () => {
  const host = await real.machine('pve1');
  const web = await real.machine('web-1');
  const ask = async () => (await real.ask('GET', `/api/machines/${host.machineId}/guests`)).json();
  expect((await ask()).code).toBe('snapshot_not_found');

  const report = host.guests(1, {
    guests: [guest('100', 'web', 'bc:24:11:00:00:01'), guest('101', 'db', 'bc:24:11:00:00:02')],
  });
  await real.tell(report, host.confirm(report, 60));
  const states = ({ guests }: { guests: { agent: { state: string } }[] }) =>
    guests.map(({ agent }) => agent.state);
  const before = await ask();
  expect(states(before)).toEqual(['none', 'none']);
  // Nobody but the host itself and a machine that has not said what it is.
  expect(before).toMatchObject({ state: 'read', manager: 'proxmox', withoutAgent: 2, silentMachines: 1 });
  expect(before.confirmedAt).toBe(host.confirm(report, 60).receivedAt);

  await real.tell(web.hardware(2, { network: [card('BC:24:11:00:00:01')] }));
  const after = await ask();
  expect(states(after)).toEqual(['has_agent', 'none']);
  expect(after.guests[0].agent.machines).toEqual([{ machineId: web.machineId, name: 'web-1' }]);
  expect(after).toMatchObject({ withoutAgent: 1, silentMachines: 0 });

  await real.ask('DELETE', `/api/machines/${web.machineId}`);
  expect(states(await ask())).toEqual(['none', 'none']);
});
