import { createHash } from 'node:crypto';
import { eventually, type Machine } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { endOf, machineUntil } from '../../support/api.ts';
import { logOf, offerHang, releaseHang, requestHang } from '../../support/held.ts';
import { type Installation, putBundle, RUNNER_DIR, unitProperty } from '../../support/systemd.ts';

/** Does something to the agent, and waits until another process of it is connected. */
async function another(
  machine: Machine,
  url: string,
  id: string,
  what: string,
  change: () => Promise<unknown>,
) {
  const before = await unitProperty(machine, 'suivi-agent', 'MainPID');
  await change();
  await eventually(
    async () => !['0', before].includes(await unitProperty(machine, 'suivi-agent', 'MainPID')),
    { what: `another agent after it was ${what}`, timeoutMs: 60_000 },
  );
  await machineUntil(url, id, `the agent that was ${what}`, ({ connected }) => connected);
}

/** Row 1 of FAULTS.md under systemd. */
export function agentAway(installation: () => Installation): void {
  test('row 1: the agent is restarted, killed and upgraded while its run goes on', async () => {
    const world = installation();
    await offerHang(world);
    const { machine, url, id } = world;
    const { executionId, jobId } = await requestHang(world);
    const runner = await unitProperty(machine, 'suivi-runner', 'MainPID');

    const agent = (verb: string, ...args: string[]) =>
      machine.ensure('systemctl', verb, ...args, 'suivi-agent');
    await another(machine, url, id, 'restarted', () => agent('restart'));
    await another(machine, url, id, 'killed', () => agent('kill', '--signal=KILL'));
    await another(machine, url, id, 'upgraded', async () => {
      await putBundle(machine);
      await agent('restart');
    });
    await agent('stop');
    expect(await unitProperty(machine, 'suivi-runner', 'MainPID')).toBe(runner);
    await releaseHang(machine);
    await eventually(
      async () => (await unitProperty(machine, 'suivi-runner', 'ActiveState')) === 'inactive',
      {
        what: 'the end of the runner',
        timeoutMs: 60_000,
      },
    );
    await agent('start');

    const end = await endOf(url, executionId, 60_000);
    expect(end.status).toBe('ok');
    const log = await logOf(url, executionId);
    expect(log).toBe(`${await machine.ensure('cat', `${RUNNER_DIR}/runs/${jobId}/log`)}\n`);
    const sha256 = createHash('sha256').update(log).digest('hex');
    expect(await machine.ensure('dpkg-query', '-W', 'lab-hang')).toBe('lab-hang\t1.1');
    expect(JSON.parse(end.resultJson!).log).toEqual({
      bytes: Buffer.byteLength(log),
      sha256,
      truncated: false,
    });
  });
}
