import { eventually } from '@suivi/testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { endOf, machineUntil } from '../support/api.ts';
import { call } from '../support/collector.ts';
import { type Installation, install, machineProblem } from '../support/systemd.ts';

const problem = await machineProblem();
if (problem) console.log(`skipped: post-install profiles under systemd: ${problem}`);

vi.setConfig({ hookTimeout: 300_000, testTimeout: 300_000 });

const KEY = `ssh-ed25519 AAAA${'C3NzaC1lZDI1NTE5AAAAIF'.repeat(3)} ann@example`;
const SYSCTL = 'net.ipv4.conf.all.log_martians';
const PROC = '/proc/sys/net/ipv4/conf/all/log_martians';
const SSHD = '/etc/ssh/sshd_config.d/05-suivi.conf';

const sshd = (settings: object) => ({ kind: 'sshd', ...settings });
const STEPS = [
  { kind: 'packages', present: ['lab-app'], absent: [] },
  { kind: 'apt_proxy', mode: 'proxy', url: 'http://proxy.example:3142' },
  { kind: 'timezone', zone: 'Europe/Paris' },
  { kind: 'hostname', name: 'lab-web' },
  { kind: 'ntp', servers: ['ntp.example'] },
  { kind: 'sysctl', settings: [{ key: SYSCTL, value: '1' }] },
  sshd({ PasswordAuthentication: 'no', MaxAuthTries: 3 }),
];
const KEYS = { kind: 'authorized_keys', user: 'ann', keys: [KEY] };

interface State {
  readonly status: string | null;
  readonly machine: { policy: { enabled: boolean }; settings: { kind: string; state: string }[] } | null;
}

let world: Installation;

beforeAll(async () => {
  if (problem) return;
  world = await install();
  const { machine } = world;
  await machine.ensure('ssh-keygen', '-A');
  await machine.ensure('systemctl', 'start', 'ssh.service');
  await machine.ensure('useradd', '-m', '-s', '/bin/sh', 'ann');
  await machine.write('/usr/share/zoneinfo/Europe/Paris', '');
});
afterAll(() => world?.[Symbol.asyncDispose]());

const path = () => `/api/machines/${world.id}/post-install`;
const stateNow = () => call<State>(world.url, 'GET', path());
const untilStatus = (status: string) =>
  eventually(async () => ((await stateNow()).status === status ? true : null), {
    what: `the status ${status}`,
    timeoutMs: 30_000,
  });

async function run(what: 'check' | 'apply', body: object = {}) {
  const { executionId } = await call<{ executionId: string }>(world.url, 'POST', `${path()}/${what}`, body);
  const end = await endOf(world.url, executionId, 120_000);
  return { executionId, ...end, result: JSON.parse(end.resultJson!) };
}

test.runIf(!problem)('applied twice, drifted and mended on a machine with systemd', async () => {
  const { machine, url, id } = world;
  const { id: profile } = await call<{ id: string }>(url, 'POST', '/api/post-install/profiles', {
    name: 'base',
    steps: STEPS,
  });
  await call(url, 'PATCH', `/api/machines/${id}`, { tags: ['web'] });
  await call(url, 'PUT', `/api/post-install/profiles/${profile}/assignments`, {
    machineIds: [],
    tags: ['web'],
  });
  expect(await stateNow()).toMatchObject({ status: 'pending' });

  // As it is shipped, the policy of a machine allows none of it.
  const shipped = await run('apply', { plan: 'current' });
  expect(shipped).toMatchObject({ status: 'error', errorKind: 'policy_refused' });
  expect((await stateNow()).machine?.policy).toEqual({ enabled: false, kinds: [] });
  await machine.write('/etc/suivi/policy.json', '{"profile":"standard","postInstall":{"enabled":true}}');

  // Passwords off and no key for anybody: nobody would come in any more.
  const locked = await run('apply', { plan: 'current' });
  expect(locked).toMatchObject({ status: 'error', errorKind: 'lockout_refused' });
  expect((await machine.run('test', ['-e', SSHD])).exitCode).not.toBe(0);
  const version = (basedOn: number, steps: object[]) =>
    call(url, 'POST', `/api/post-install/profiles/${profile}/versions`, { basedOn, steps });
  await version(1, [...STEPS, KEYS]);

  const dry = await run('check');
  expect(dry, dry.result.errorMessage).toMatchObject({ status: 'ok' });
  expect((await machine.run('test', ['-e', '/etc/hostname'])).exitCode).not.toBe(0);
  const { planHash } = dry.result.postInstall;
  const applied = await run('apply', { planHash });
  expect(applied, applied.result.errorMessage).toMatchObject({ status: 'ok' });
  expect(await machine.ensure('dpkg-query', '--list', 'lab-app')).toMatch(/^ii {2}lab-app /m);
  expect(await machine.ensure('cat', PROC)).toBe('1');
  expect(await machine.ensure('hostname')).toBe('lab-web');
  expect(await machine.ensure('readlink', '/etc/localtime')).toBe('/usr/share/zoneinfo/Europe/Paris');
  expect(await machine.ensure('stat', '-c', '%U %a', '/home/ann/.ssh/authorized_keys')).toBe('ann 600');
  expect(await machine.ensure('sshd', '-T')).toMatch(/^maxauthtries 3$/m);
  await eventually(
    async () => (await machine.ensure('journalctl', '-u', 'ssh')).includes('Received SIGHUP'),
    {
      what: 'sshd to read its configuration again',
    },
  );
  await untilStatus('ok');
  await machineUntil(url, id, 'the proxy of apt', (shown) => {
    const { aptProxyMode, aptProxyUrl } = shown as unknown as Record<string, string | null>;
    return aptProxyMode === 'proxy' && aptProxyUrl === 'http://proxy.example:3142';
  });
  const { items } = await call<{ items: { kind: string; sha256: string }[] }>(
    url,
    'GET',
    `/api/artifacts?machineId=${id}`,
  );
  expect(items.find(({ kind }) => kind === 'rendered_template')).toMatchObject({ sha256: planHash });

  const again = await run('apply', { plan: 'current' });
  expect(again.result.postInstall).toMatchObject({ operations: 0 });
  expect(again.status).toBe('ok');

  // The agent sees by itself what has drifted.
  await machine.ensure('sh', '-c', `rm /etc/sysctl.d/95-suivi.conf; echo 0 >${PROC}`);
  await untilStatus('drifted');
  expect((await stateNow()).machine?.settings.filter(({ state }) => state === 'differs')).toMatchObject([
    { kind: 'sysctl' },
  ]);
  expect(await run('apply', { plan: 'current' })).toMatchObject({ status: 'ok' });
  expect(await machine.ensure('cat', PROC)).toBe('1');
  await untilStatus('ok');

  // What sshd refuses is taken back, also when the fault is not ours.
  await machine.write('/etc/ssh/sshd_config.d/99-lab.conf', 'Lab yes\n');
  const before = await machine.ensure('cat', SSHD);
  await version(2, [...STEPS.slice(0, -1), KEYS, sshd({ PasswordAuthentication: 'no', MaxAuthTries: 4 })]);
  await untilStatus('pending');
  const refused = await run('apply', { plan: 'current' });
  expect(refused).toMatchObject({ status: 'error', errorKind: 'post_install_failed' });
  expect(refused.result.errorMessage).toMatch(
    /sshd refuses it: .*99-lab.conf: line 1: Bad configuration option: Lab/,
  );
  expect(await machine.ensure('cat', SSHD)).toBe(before);
  await untilStatus('error');
});
