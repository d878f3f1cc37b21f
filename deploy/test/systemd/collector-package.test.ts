import { basename } from 'node:path';
import {
  bootMachine,
  createNetwork,
  eventually,
  type Machine,
  machineProblem,
  temporaryDirectory,
} from '@suivi/testkit';
import { expect, test } from 'vitest';
import { askOver } from '../support/https.ts';
import { buildCollectorDeb } from '../support/packages.ts';
import { stepsOn } from '../support/steps.ts';
import { exposureOf, tracesOf, unitProperty, unitStates } from '../support/units.ts';

const problem = await machineProblem();
if (problem) console.log(`skipped: the collector's package: ${problem}`);

const UNIT = ['suivi-collector.service'];
const step = stepsOn("The collector's package on Debian 12");
const LINK = /https?:\S+\/setup#token=(\S+)/g;

const journal = (machine: Machine) =>
  machine.ensure('journalctl', '--no-pager', '-o', 'cat', '-u', 'suivi-collector');

test.runIf(!problem)(
  'the collector: installed with its own Node, used, upgraded, removed, purged',
  async () => {
    await using network = await createNetwork();
    await using built = await temporaryDirectory('packages', 0o755);
    const debs = [await buildCollectorDeb(built.path, '1.0.0'), await buildCollectorDeb(built.path, '2.0.0')];
    const [first, second] = debs.map((deb) => `/srv/packages/${basename(deb)}`);
    const shown = { '/srv/packages': built.path };
    await using machine = await step('booted', () => bootMachine(network, { shown }));
    const apt = (...args: string[]) => machine.ensure('apt-get', '-qq', '-y', ...args);
    const address = (await machine.ensure('cat', '/etc/lab-address')).split('/')[0];
    const url = `https://${address}:8787`;
    let ca = '';
    const ask = (path: string, headers: Record<string, string> = {}) => askOver(ca, url + path, { headers });
    const links = async () => [...(await journal(machine)).matchAll(LINK)].map(([, token]) => token!);

    await step('installed: it runs in its sandbox, and its journal has the link', async () => {
      await apt('install', first!);
      await eventually(async () => (await links()).length > 0, { what: 'the link', timeoutMs: 60_000 });
      expect(await journal(machine)).toContain('Suivi is ready at http://127.0.0.1:8787');
      expect(await exposureOf(machine, 'suivi-collector')).toBeLessThanOrEqual(2);
    });

    // Once others reach it, it speaks TLS, with a certificate of its own.
    await step('opened to others: with TLS, and a new link', async () => {
      await machine.write('/etc/suivi/collector.env', "SU_HOST='0.0.0.0'\n", 0o600);
      await machine.ensure('systemctl', 'restart', 'suivi-collector');
      ca = await machine.ensure('suivi-collector', 'ca');
      await eventually(async () => (await links()).length === 2, { what: 'a new link', timeoutMs: 60_000 });
    });
    const serves = (token: string) => async () => {
      const { status } = await ask('/api/machines', { authorization: `Bearer ${token}` });
      if (status !== 200) throw new Error(`${status}: ${await journal(machine)}`);
      return true;
    };
    const setUp = async (token: string) => {
      const body = { token, username: 'ada', password: 'four words and a number 7' };
      return askOver(ca, `${url}/api/setup`, { method: 'POST', body });
    };
    await step('set up by the newest link', async () => {
      const [old, last] = await links();
      expect((await setUp(old!)).status).toBe(403);
      const made = await setUp(last!);
      expect(made.status).toBe(201);
      const cookie = made.headers['set-cookie']![0]!.split(';')[0]!;
      expect((await ask('/api/docs/static/swagger-ui.css', { cookie })).status).toBe(200);
      await expect(machine.ensure('suivi-collector', 'setup-link')).rejects.toThrow();
    });

    const newest = async () => (await ask('/apt/dists/stable/main/binary-all/Packages')).text;
    await step('it offers the agent of its version', async () => {
      expect(await newest()).toMatch(/^Package: suivi-agent$[\s\S]*^Version: 1\.0\.0$/m);
      expect((await ask('/install.sh')).text).toContain(`base='${url}'`);
    });

    await step('upgraded: it has restarted, and offers the newer agent', async () => {
      const another = await machine.ensure('suivi-collector', 'create-client', 'panel');
      await eventually(serves(another), { what: 'an answer to a token', timeoutMs: 30_000 });
      const before = await unitProperty(machine, 'suivi-collector', 'MainPID');
      await apt('install', second!);
      expect(await unitProperty(machine, 'suivi-collector', 'MainPID')).not.toBe(before);
      await eventually(serves(another), { what: 'an answer to the second token', timeoutMs: 30_000 });
      expect(await newest()).toMatch(/^Version: 2\.0\.0$/m);
      const foreign = ['/var/lib/suivi-collector', '!', '-user', 'suivi-collector'];
      expect(await machine.ensure('find', ...foreign)).toBe('');
    });

    await step('removed, with its data kept', async () => {
      await apt('remove', 'suivi-collector');
      expect(await unitStates(machine, 'is-active', UNIT)).toEqual(['inactive']);
      for (const kept of ['/var/lib/suivi-collector/suivi.db', '/etc/suivi/collector.env'])
        await machine.ensure('test', '-e', kept);
    });
    await step('purged, with nothing left', async () => {
      await apt('purge', 'suivi-collector');
      expect(await tracesOf(machine)).toEqual([]);
    });
  },
);
