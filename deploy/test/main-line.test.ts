import { eventually, type Flavour, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import type { Event } from './support/api.ts';
import { all, call, startCollector } from './support/collector.ts';
import { createMachine } from './support/machine.ts';

interface MachineItem {
  id: string;
  status: string;
  connected: boolean;
  state: { status: string; aptUpdatesCount: number; aptRebootRequired: number };
}

interface LatestSnapshot {
  id: string;
  payload: { apt: { count: number; packages: { name: string; status: string; security: string }[] } };
}

const machineOf = (url: string, id: string) => call<MachineItem>(url, 'GET', `/api/machines/${id}`);
const analysisOf = (url: string, id: string) =>
  call<LatestSnapshot>(url, 'GET', `/api/machines/${id}/snapshots/latest?kind=apt_update_analyze`);

for (const flavour of ['debian', 'ubuntu'] as Flavour[]) {
  test(`a ${flavour} machine: enrolled, analysed, refreshed, and followed when somebody uses apt by hand`, async () => {
    await using data = await temporaryDirectory('collector');
    const collector = await startCollector(data.path);
    await using _collector = collector.program;
    await using machine = await createMachine(collector.url, flavour);
    const id = await machine.enrol(collector.url);
    await using agent = await machine.start({ SU_REFRESH_HOURS: '0' });

    const first = await eventually(() => analysisOf(collector.url, id), {
      what: 'the first analysis',
      timeoutMs: 20_000,
    });
    const fromApt = await machine.root.aptGet('-s', 'dist-upgrade');
    const upgrades = fromApt.stdout.match(/^Inst \S+ \[/gm)?.length;
    expect(first.payload.apt.count).toBe(upgrades);
    expect((await machineOf(collector.url, id)).connected).toBe(true);
    // Nobody has refreshed the lists under our eyes, so nothing may look well.
    expect((await machineOf(collector.url, id)).status).toBe('warning');

    const { executionId } = await call<{ executionId: string }>(
      collector.url,
      'POST',
      `/api/machines/${id}/actions`,
      { action: 'apt_refresh' },
    );
    const execution = await eventually(
      async () => {
        const now = await call<{ status: string; finishedAt: string | null }>(
          collector.url,
          'GET',
          `/api/executions/${executionId}`,
        );
        return now.finishedAt ? now : null;
      },
      { what: 'the end of the refresh', timeoutMs: 30_000 },
    );
    expect(execution.status).toBe('ok');
    expect(await call<string>(collector.url, 'GET', `/api/executions/${executionId}/log`)).toMatch(
      /^(Hit|Get):1 /m,
    );
    await eventually(async () => (await machineOf(collector.url, id)).status === 'updates_available', {
      what: 'a state with fresh lists',
      timeoutMs: 20_000,
    });

    await machine.root.ensure('apt-get', '-y', 'install', 'lab-app');
    await eventually(
      async () => (await machineOf(collector.url, id)).state.aptUpdatesCount === Number(upgrades) - 1,
      { what: 'the upgrade made by hand', timeoutMs: 20_000 },
    );
    const ranByHand = async () =>
      (await all<Event>(collector.url, `/api/machines/${id}/events`)).filter(
        ({ eventType }) => eventType === 'local_apt_run',
      );
    await eventually(async () => (await ranByHand()).length > 0, { what: 'the run by hand on the timeline' });
    expect((await ranByHand()).map(({ message }) => message)).toEqual([
      'Somebody with the rights of root ran apt-get -y install lab-app: 1 upgraded.',
    ]);
    expect(await agent.stop()).toBe(0);
    await eventually(async () => !(await machineOf(collector.url, id)).connected, {
      what: 'the agent to be gone',
    });
  });
}
