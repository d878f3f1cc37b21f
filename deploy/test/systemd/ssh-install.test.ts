import { eventually } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { call } from '../support/collector.ts';
import { bareMachine, firstConnected } from '../support/install-line.ts';
import { AGENT_VERSION, addArchives, machineProblem } from '../support/systemd.ts';

const problem = await machineProblem();
if (problem) console.log(`skipped: installing over SSH on a whole machine: ${problem}`);

interface Attempt {
  readonly id: string;
  readonly state: string;
  readonly machineId: string | null;
  readonly output: string | null;
  readonly finishedAt: string | null;
}

const PASSWORD = 'the password of ada';

test.runIf(!problem)('a machine that is only known by its SSH server comes to be on the page', async () => {
  await using world = await bareMachine();
  const { machine, url } = world;
  await addArchives(machine, ['nodejs']);
  await machine.ensure('ssh-keygen', '-A');
  await machine.ensure('useradd', '--create-home', '--groups', 'sudo', '--shell', '/bin/bash', 'ada');
  await machine.run('chpasswd', [], { input: `ada:${PASSWORD}\n` });
  await machine.ensure('systemctl', 'start', 'ssh.service');
  const address = (await machine.ensure('cat', '/etc/lab-address')).split('/')[0]!;

  const key = await call<{ fingerprint: string }>(url, 'POST', '/api/machines/ssh-host-key', {
    hostname: address,
  });
  expect(await machine.ensure('ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub')).toContain(
    key.fingerprint,
  );
  const begun = await call<Attempt>(url, 'POST', '/api/machines/ssh-install', {
    ...{ hostname: address, hostKey: key.fingerprint, username: 'ada', password: PASSWORD },
    ...{ name: 'over ssh', tags: ['new'] },
  });
  expect(begun).toMatchObject({ finishedAt: null });
  const ended = await eventually(
    async () => {
      const attempt = await call<Attempt>(url, 'GET', `/api/machines/ssh-install/${begun.id}`);
      return attempt.finishedAt === null ? undefined : attempt;
    },
    { what: 'the end of the installation', timeoutMs: 120_000, intervalMs: 500 },
  );
  expect(ended, JSON.stringify(ended)).toMatchObject({ state: 'enrolled' });
  expect(ended.output).toContain('suivi: Done: the agent runs and is connected.');
  expect(await firstConnected(url, 10_000)).toMatchObject({
    ...{ id: ended.machineId, name: 'over ssh', tags: ['new'], agentVersion: AGENT_VERSION },
  });
  // sudo and sshd write down what they are asked; there is nothing in it.
  const journal = await machine.ensure('journalctl', '--no-pager', '-o', 'cat');
  expect(journal).toContain('COMMAND=');
  for (const secret of [PASSWORD, 'suivi_enrol_']) expect(journal).not.toContain(secret);
  expect(await machine.ensure('find', '/tmp', '-name', 'tmp.*')).toBe('');
});
