import { eventually, kindProblem, type Machine, type MachineKind, nativeArchitecture } from '@suivi/testkit';
import { describe, expect, test } from 'vitest';
import { endOf, machineUntil, requestAction, requestRefresh } from '../support/api.ts';
import { call } from '../support/collector.ts';
import { logOf, releaseHang } from '../support/held.ts';
import { bareMachine, firstConnected, newLine, typeLine } from '../support/install-line.ts';
import { NEXT, offerNext, requestNext } from '../support/next-version.ts';
import { KINDS, stepsOn, stepsSkipped } from '../support/steps.ts';
import { AGENT_VERSION, addArchives, unitProperty } from '../support/systemd.ts';
import { exposureOf, tracesOf, unitStates } from '../support/units.ts';

const ACTIVE = ['suivi-agent.service', 'suivi-runner.path', 'suivi-runner.timer'];
const ENABLED = [...ACTIVE, 'suivi-runner.service'];

/** Status and version, for example `ii 1.0.0`; empty for one that dpkg does not know. */
async function packageState(machine: Machine, name = 'suivi-agent'): Promise<string> {
  const { stdout } = await machine.run('dpkg-query', ['--list', name]);
  const [, status, version] = /^(\w\w) +\S+ +(\S+)/m.exec(stdout) ?? [];
  return status ? `${status} ${version}` : '';
}

/** Where the token that the line was made with is written down; nowhere. */
const placesOf = async (machine: Machine, token: string) => {
  const places = [
    '/etc',
    '/usr/lib/systemd',
    '/usr/lib/suivi-agent',
    '/var/lib',
    '/var/log',
    '/run',
    '/root',
  ];
  const found = await machine.run('grep', ['-rlsF', '--devices=skip', token, ...places]);
  const journal = await machine.ensure('journalctl', '--no-pager', '-o', 'cat');
  return [found.stdout, journal.includes(token) ? 'the journal' : ''].join('');
};

/** What systemd-analyze finds of the agent's sandbox: much less where the machine allows it no view of the files of its own. */
const MOST_EXPOSED: Record<MachineKind['privilege'], number> = { full: 2, unprivileged: 2, 'no nesting': 4 };

describe.each(KINDS)("the agent's package on $name", (kind) => {
  const step = stepsOn(kind.name);

  test('installed by the line, upgraded by itself, rebooted, removed, purged', async (context) => {
    const problem = await kindProblem(kind);
    if (problem) {
      await stepsSkipped(kind.name, problem);
      return context.skip(problem);
    }
    await using world = await step('booted', () => bareMachine(kind));
    const { machine, url } = world;
    if (!kind.hasNode) await addArchives(machine, ['nodejs']);

    const { token, installCommand } = await newLine(url);
    await step('installed by the line, and seen within ten seconds', async () => {
      const installed = await typeLine(machine, installCommand);
      expect(installed, installed.output).toMatchObject({ exitCode: 0 });
      expect(installed.stdout).toMatch(/suivi: Done: the agent runs and is connected\.$/);
      const shown = await firstConnected(url, 10_000);
      expect(shown).toMatchObject({ agentVersion: AGENT_VERSION, agentUpdate: null });
    });
    const { id } = await firstConnected(url, 10_000);
    expect(await placesOf(machine, token)).toBe('');

    await step('the line again, which finds nothing to do', async () => {
      for (const line of [installCommand, installCommand.replace(token, '')]) {
        const again = await typeLine(machine, line);
        expect(again, again.output).toMatchObject({ exitCode: 0 });
      }
      expect((await call<{ items: object[] }>(url, 'GET', '/api/machines')).items).toHaveLength(1);
    });

    // It refreshes, the collector's own archive too, and upgrades.
    await addArchives(machine, kind.hasNode ? [] : ['nodejs']);
    await machine.ensure('apt-get', '-qq', '-y', 'install', 'lab-hang=1.0', 'lab-app=1.0');
    await addArchives(machine);
    const refresh = async () => {
      const { executionId } = await requestRefresh(url, id);
      expect(await endOf(url, executionId, 60_000)).toMatchObject({ status: 'ok' });
    };
    await step('refreshed', refresh);
    await step('upgraded', async () => {
      const lab = { name: 'lab-app', arch: await nativeArchitecture(), version: '1.1' };
      const body = { action: 'apt_upgrade_selected', packages: [lab], plan: 'current' } as const;
      const { executionId } = await requestAction(url, id, body);
      expect(await endOf(url, executionId, 60_000)).toMatchObject({ status: 'ok' });
      expect(await packageState(machine, 'lab-app')).toBe('ii 1.1');
    });
    const connected = (what: string) => machineUntil(url, id, what, (shown) => shown.connected);

    await step('its units and files are as they should be', async () => {
      expect(await unitStates(machine, 'is-enabled', ENABLED)).toEqual(ENABLED.map(() => 'enabled'));
      expect(await unitStates(machine, 'is-active', ACTIVE)).toEqual(ACTIVE.map(() => 'active'));
      expect(await exposureOf(machine, 'suivi-agent')).toBeLessThanOrEqual(MOST_EXPOSED[kind.privilege]);
      expect(await unitProperty(machine, 'suivi-agent', 'CapabilityBoundingSet')).toBe('');
      expect((await machine.run('dpkg', ['--verify', 'suivi-agent'])).stdout).not.toMatch(
        / \/(usr\/(lib|bin)|var)\//,
      );
      const owners = ['-c', '%n %a %U', '/etc/suivi/policy.json', '/var/lib/suivi-agent'];
      expect(await machine.ensure('stat', ...owners)).toBe(
        '/etc/suivi/policy.json 644 root\n/var/lib/suivi-agent 700 suivi-agent',
      );
    });

    await offerNext(world);
    await machineUntil(url, id, 'that there is a newer agent', ({ agentUpdate }) => agentUpdate === NEXT);
    await refresh();
    await step('the agent upgraded by an action on itself, while it streams', async () => {
      const agent = await unitProperty(machine, 'suivi-agent', 'MainPID');
      const { executionId } = await requestNext(url, id);
      await machineUntil(url, id, 'the new agent', ({ agentVersion }) => agentVersion === NEXT);
      expect(await unitProperty(machine, 'suivi-agent', 'MainPID')).not.toBe(agent);
      const runner = await unitProperty(machine, 'suivi-runner', 'InvocationID');
      expect(await unitProperty(machine, 'suivi-runner', 'ActiveState')).toBe('active');
      expect(await packageState(machine)).toBe(`ii ${NEXT}`);
      await releaseHang(machine);
      expect(await endOf(url, executionId, 60_000)).toMatchObject({ status: 'ok' });
      expect(await unitProperty(machine, 'suivi-runner', 'InvocationID')).toBe(runner);
      expect(await logOf(url, executionId)).toMatch(/Setting up suivi-agent[\s\S]*lab-hang: waiting/);
    });

    await step('rebooted, and seen back', async () => {
      const before = await machine.bootId();
      await machine.ensure('systemctl', 'reboot');
      await eventually(async () => (await machine.bootId()) !== before, {
        what: 'the reboot',
        timeoutMs: 60_000,
      });
      await machine.untilBooted();
      expect(await unitStates(machine, 'is-active', ACTIVE)).toEqual(ACTIVE.map(() => 'active'));
      await connected('the agent after the reboot');
    });

    await step('removed, and installed again as it was', async () => {
      await machine.ensure('apt-get', '-qq', '-y', 'remove', 'suivi-agent');
      expect(await unitStates(machine, 'is-active', ENABLED)).toEqual(ENABLED.map(() => 'inactive'));
      expect(await packageState(machine)).toBe(`rc ${NEXT}`);
      for (const kept of ['/var/lib/suivi-agent/identity.json', '/etc/suivi/agent.env'])
        await machine.ensure('test', '-e', kept);
      await machineUntil(url, id, 'that it is gone', (shown) => !shown.connected);
      await machine.ensure('apt-get', '-qq', '-y', 'install', 'suivi-agent');
      await connected('the agent that came back');
    });

    await step('purged, with nothing left', async () => {
      await machine.ensure('apt-get', '-qq', '-y', 'purge', 'suivi-agent');
      expect(await packageState(machine)).toBe('');
      expect(await unitStates(machine, 'is-active', ENABLED)).toEqual(ENABLED.map(() => 'inactive'));
      // What apt keeps of what it has fetched is apt's own.
      await machine.ensure('apt-get', 'clean');
      expect(await tracesOf(machine)).toEqual([]);
      expect(await machine.ensure('id', '-un', 'suivi-agent')).toBe('suivi-agent');
    });
  });
});
