import { eventually, type Machine } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { analysisOf, type Execution, endOf, machineUntil, requestAction } from '../../support/api.ts';
import { call } from '../../support/collector.ts';
import { offerHang, releaseHang, requestHang } from '../../support/held.ts';
import type { Installation } from '../../support/systemd.ts';

/** The process with this name; null when there is none. */
async function processOf(machine: Machine, name: string): Promise<string | null> {
  const script =
    'for p in /proc/[0-9]*; do read -r c 2>/dev/null <$p/comm && [ "$c" = "$0" ] && basename $p; done; true';
  return (await machine.ensure('sh', '-c', script, name)).split('\n')[0] || null;
}

/** Row 3 of FAULTS.md under systemd. */
export function interrupted(installation: () => Installation): void {
  test('row 3: apt-get gets TERM: its dpkg is waited for, it is told truly, and repair helps', async () => {
    const world = installation();
    await offerHang(world);
    const { machine, url, id } = world;
    const { executionId } = await requestHang(world);
    await machine.ensure('sh', '-c', 'kill -TERM "$0"', (await processOf(machine, 'apt-get'))!);
    await eventually(async () => (await processOf(machine, 'apt-get')) === null, {
      what: 'the end of apt-get',
      timeoutMs: 30_000,
    });
    expect(await processOf(machine, 'dpkg')).not.toBeNull();
    const still = await call<Execution>(url, 'GET', `/api/executions/${executionId}`);
    expect(still).toMatchObject({ status: 'running', finishedAt: null });

    await machine.ensure('sh', '-c', 'kill -TERM "$(cat /run/lab-hang.pid)"');
    const end = await endOf(url, executionId, 90_000);
    expect(end).toMatchObject({ status: 'error', errorKind: 'apt_interrupted' });
    expect(JSON.parse(end.resultJson!).dpkg.ok).toBe(false);
    await machineUntil(url, id, 'the state of dpkg', ({ status }) => status === 'error');

    await releaseHang(machine);
    const repair = await requestAction(url, id, { action: 'apt_repair', plan: 'current' });
    expect((await endOf(url, repair.executionId, 60_000)).status).toBe('ok');
    expect(await machine.ensure('dpkg', '-s', 'lab-hang')).toMatch(/^Status: install ok installed$/m);
    await eventually(async () => (await analysisOf(url, id)).payload.apt.count === 0, {
      what: 'an analysis without updates',
      timeoutMs: 30_000,
    });
  });
}
