import { eventually, type Machine } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { endOf, machineUntil } from '../support/api.ts';
import { logOf, releaseHang } from '../support/held.ts';
import { NEXT, offerNext, requestNext } from '../support/next-version.ts';
import { install, machineProblem, unitProperty } from '../support/systemd.ts';
import { exposureOf, tracesOf, unitStates } from '../support/units.ts';

const problem = await machineProblem();
if (problem) console.log(`skipped: the agent's package: ${problem}`);

const ACTIVE = ['suivi-agent.service', 'suivi-runner.path', 'suivi-runner.timer'];
const ENABLED = [...ACTIVE, 'suivi-runner.service'];

/** Status and version, for example `ii 1.0.0`; empty for one that dpkg does not know. */
async function packageState(machine: Machine): Promise<string> {
  const { stdout } = await machine.run('dpkg-query', ['--list', 'suivi-agent']);
  const [, status, version] = /^(\w\w) +suivi-agent +(\S+)/m.exec(stdout) ?? [];
  return status ? `${status} ${version}` : '';
}

test.runIf(!problem)('the package: installed, upgraded by itself, rebooted, removed, purged', async () => {
  await using world = await install(['lab-hang=1.0']);
  const { machine, url, id } = world;
  const connected = (what: string) => machineUntil(url, id, what, (shown) => shown.connected);

  // As it was installed.
  expect(await unitStates(machine, 'is-enabled', ENABLED)).toEqual(ENABLED.map(() => 'enabled'));
  expect(await unitStates(machine, 'is-active', ACTIVE)).toEqual(ACTIVE.map(() => 'active'));
  expect(await exposureOf(machine, 'suivi-agent')).toBeLessThanOrEqual(2);
  expect(await unitProperty(machine, 'suivi-agent', 'CapabilityBoundingSet')).toBe('');
  expect((await machine.run('dpkg', ['--verify', 'suivi-agent'])).stdout).not.toMatch(
    / \/(usr\/(lib|bin)|var)\//,
  );
  expect(
    await machine.ensure('stat', '-c', '%n %a %U', '/etc/suivi/policy.json', '/var/lib/suivi-agent'),
  ).toBe('/etc/suivi/policy.json 644 root\n/var/lib/suivi-agent 700 suivi-agent');

  // It upgrades itself, in a run that goes on after it.
  await offerNext(world);
  const agent = await unitProperty(machine, 'suivi-agent', 'MainPID');
  const { executionId } = await requestNext(world);
  expect(await unitProperty(machine, 'suivi-agent', 'MainPID')).not.toBe(agent);
  const runner = await unitProperty(machine, 'suivi-runner', 'InvocationID');
  expect(await unitProperty(machine, 'suivi-runner', 'ActiveState')).toBe('active');
  expect(await packageState(machine)).toBe(`ii ${NEXT}`);
  await releaseHang(machine);
  expect(await endOf(url, executionId, 60_000)).toMatchObject({ status: 'ok' });
  expect(await unitProperty(machine, 'suivi-runner', 'InvocationID')).toBe(runner);
  expect(await logOf(url, executionId)).toMatch(/Setting up suivi-agent[\s\S]*lab-hang: waiting/);

  const before = await machine.bootId();
  await machine.ensure('systemctl', 'reboot');
  await eventually(async () => (await machine.bootId()) !== before, {
    what: 'the reboot',
    timeoutMs: 60_000,
  });
  await machine.untilBooted();
  expect(await unitStates(machine, 'is-active', ACTIVE)).toEqual(ACTIVE.map(() => 'active'));
  await connected('the agent after the reboot');

  // Removed, it can come back as it was.
  await machine.ensure('apt-get', '-qq', '-y', 'remove', 'suivi-agent');
  expect(await unitStates(machine, 'is-active', ENABLED)).toEqual(ENABLED.map(() => 'inactive'));
  expect(await packageState(machine)).toBe(`rc ${NEXT}`);
  await machine.ensure(
    'test',
    '-e',
    '/var/lib/suivi-agent/identity.json',
    '-a',
    '-e',
    '/etc/suivi/agent.env',
  );
  await machineUntil(url, id, 'that it is gone', (shown) => !shown.connected);
  await machine.ensure('apt-get', '-qq', '-y', 'install', 'suivi-agent');
  await connected('the agent that came back');

  await machine.ensure('apt-get', '-qq', '-y', 'purge', 'suivi-agent');
  expect(await packageState(machine)).toBe('');
  expect(await unitStates(machine, 'is-active', ENABLED)).toEqual(ENABLED.map(() => 'inactive'));
  expect(await tracesOf(machine)).toEqual([]);
  expect(await machine.ensure('id', '-un', 'suivi-agent')).toBe('suivi-agent');
});
