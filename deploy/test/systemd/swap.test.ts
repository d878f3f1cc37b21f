import { basename } from 'node:path';
import type { PostInstallStep } from '@suivi/shared';
import { bootVm, eventually, temporaryDirectory, VM_HOST, vmProblem } from '@suivi/testkit';
import { expect, test, vi } from 'vitest';
import { machineUntil } from '../support/api.ts';
import { call, startCollector } from '../support/collector.ts';
import { logOf } from '../support/held.ts';
import { buildAgentDeb } from '../support/packages.ts';
import { createProfile } from '../support/profile.ts';
import { stepsOn, stepsSkipped } from '../support/steps.ts';
import { enrol } from '../support/systemd.ts';

// A container has no swap, so it takes a machine with a kernel of its own, which is slow where it is computed: not for each change.
const isWanted = process.env['SU_TEST_MACHINES'] === 'all';
if (!isWanted) console.log('skipped: swap in a virtual machine: it is part of npm run test:machines');

vi.setConfig({ testTimeout: 900_000 });

const NAME = 'A virtual machine with Debian 12: swap and kernel settings by a post-install profile';
const step = stepsOn(NAME);
const FILE = '/swap.suivi';
const UNIT = 'swap.suivi.swap';
const PROC = '/proc/sys/vm/swappiness';

const swap = (sizeMiB: number): PostInstallStep => ({ kind: 'swap', sizeMiB });
const sysctl: PostInstallStep = { kind: 'sysctl', settings: [{ key: 'vm.swappiness', value: '11' }] };

test.runIf(isWanted)(
  'swap is made, found, mended, made larger over a loss of power, and taken back',
  async (context) => {
    const problem = await vmProblem();
    if (problem) {
      await stepsSkipped(NAME, problem);
      return context.skip(problem);
    }
    await using dir = await temporaryDirectory('collector');
    await using vm = await step('booted', bootVm);
    const collector = await startCollector(dir.path, { SU_TLS: 'off' });
    await using _program = collector.program;
    const { url } = collector;
    const id = await step('installed, enrolled and connected', async () => {
      const deb = await buildAgentDeb(dir.path, '1.0.0');
      await vm.copyIn(deb, '/tmp/');
      await vm.ensure('apt-get', '-qq', '-y', 'install', `/tmp/${basename(deb)}`);
      await vm.write('/etc/suivi/agent.env', 'SU_REFRESH_HOURS=0\n');
      await vm.write('/etc/suivi/policy.json', '{"profile":"standard","postInstall":{"enabled":true}}');
      return enrol(vm, url, `http://${VM_HOST}:${collector.port}`);
    });
    const profile = await createProfile({ url, id });
    /** In MiB; the kernel takes a page for itself. */
    const inUse = async () =>
      (await vm.ensure('swapon', '--show=NAME,SIZE', '--noheadings', '--bytes'))
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(/ +/))
        .map(([name, bytes]) => [name, Math.ceil(Number(bytes) / 2 ** 20)]);

    await step('made: a file of its size, in use, and a setting of the kernel', async () => {
      await profile.bring([swap(64), sysctl]);
      expect(await inUse()).toEqual([[FILE, 64]]);
      expect(await vm.ensure('stat', '-c', '%a %U %s', FILE)).toBe(`600 root ${64 * 2 ** 20}`);
      expect(await vm.ensure('cat', PROC)).toBe('11');
      await profile.untilStatus('ok');
    });
    await step('applied again: nothing to do', async () =>
      expect((await profile.run('apply')).result.postInstall).toMatchObject({ operations: 0 }),
    );
    await step('turned off by hand: seen as drift, and mended', async () => {
      await vm.ensure('swapoff', FILE);
      await profile.untilStatus('drifted');
      expect((await profile.state()).machine!.settings.find(({ kind }) => kind === 'swap')).toMatchObject({
        state: 'differs',
        problem: 'It is not turned on.',
      });
      await profile.bring([swap(64), sysctl]);
      expect(await inUse()).toEqual([[FILE, 64]]);
    });
    await step('more than there is room for: refused, and what is there stays in use', async () => {
      await profile.declare([swap(60_000), sysctl]);
      const full = await profile.run('apply');
      expect(full).toMatchObject({ status: 'error', errorKind: 'post_install_failed' });
      expect(full.result.errorMessage).toMatch(/must be free on \/, and \d+ MiB are\. Make room first\./);
      expect(await inUse()).toEqual([[FILE, 64]]);
    });
    await step('the power goes while a larger one is written: the next boot completes it', async () => {
      await profile.declare([swap(400), sysctl]);
      const execution = await profile.begin('apply');
      await eventually(async () => (await logOf(url, execution)).includes('$ dd if=/dev/zero'), {
        what: 'the file to be written',
        timeoutMs: 60_000,
        intervalMs: 20,
      });
      await vm.powerCut();
      await vm.boot();
      const end = await profile.end(execution);
      expect(end, end.result.errorMessage ?? '').toMatchObject({ status: 'ok' });
      expect(await inUse()).toEqual([[FILE, 400]]);
    });
    await step('booted again: it is in use, and the kernel is set', async () => {
      await vm.ensure('sync');
      await vm.powerCut();
      await vm.boot();
      expect(await inUse()).toEqual([[FILE, 400]]);
      expect(await vm.ensure('cat', PROC)).toBe('11');
      await machineUntil(url, id, 'the machine to be back', ({ connected }) => connected);
    });
    await step('taken back: nothing is left', async () => {
      await profile.bring([]);
      expect(await inUse()).toEqual([]);
      const left = await vm.run('sh', [
        '-c',
        `ls -d ${FILE} /etc/systemd/system/*/${UNIT} /etc/systemd/system/${UNIT}`,
      ]);
      expect(left.stdout).toBe('');
      expect(
        (await call<{ status: string }>(url, 'GET', `/api/machines/${id}/post-install`)).status,
      ).not.toBe('error');
    });
  },
);
