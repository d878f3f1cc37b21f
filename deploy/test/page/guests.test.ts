import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { builtPage } from '../support/bundles.ts';
import { call, startCollector } from '../support/collector.ts';
import { createMachine } from '../support/machine.ts';
import { hasBrowser, openBrowser, visit } from './support/browser.ts';
import { PASSWORD, signIn } from './support/site.ts';
import { violations } from './support/violations.ts';

const PROXMOX = fileURLToPath(
  new URL('../../../agent/test/probe/guests/fixtures/written-proxmox/etc', import.meta.url),
);

/** The address of a network card of this machine, by which the second agent is known; null where it has none. */
async function ownAddress(): Promise<string | null> {
  for (const name of await readdir('/sys/class/net')) {
    const folder = join('/sys/class/net', name);
    if ((await readdir(folder)).includes('device'))
      return (await readFile(join(folder, 'address'), 'utf8')).trim();
  }
  return null;
}

test.runIf(hasBrowser)(
  'a host of Proxmox VE shows its guests, and which of them have no agent yet',
  async () => {
    await builtPage();
    await using data = await temporaryDirectory('guests');
    const collector = await startCollector(data.path);
    await using _collector = collector.program;
    const { url } = collector;
    await call(url, 'POST', '/api/users', { username: 'admin-1', role: 'admin', password: PASSWORD });

    await using guest = await createMachine(url);
    const guestId = await guest.enrol(url);
    await using _guest = await guest.start({ SU_REFRESH_HOURS: '0' });
    await guest.firstAnalysis(url, guestId);
    await using host = await createMachine(url);
    await cp(PROXMOX, host.root.path('etc'), { recursive: true });
    await symlink('nodes/pve1', host.root.path('etc/pve/local'));
    const address = await ownAddress();
    const settings = `hostname: dns\nostype: debian\nnet0: name=eth0,hwaddr=${address?.toUpperCase()}\n`;
    if (address) await writeFile(host.root.path('etc/pve/nodes/pve1/lxc/101.conf'), settings);
    const id = await host.enrol(url);
    await using _host = await host.start({ SU_REFRESH_HOURS: '0' });
    await host.firstAnalysis(url, id);

    await using browser = await openBrowser();
    await using visitor = await visit(browser);
    const { page, complaints } = visitor;
    await signIn(page, url);
    await page.goto(`${url}/machines/${id}/hardware`);
    await page.getByText('Root has not read them yet').waitFor();
    const row = (number: string) =>
      page.getByRole('row').filter({ has: page.getByRole('cell', { name: number, exact: true }) });
    await row('100').getByText('not known').first().waitFor();
    expect(await page.getByText('no agent yet').count()).toBe(0);

    await page.getByRole('button', { name: 'Read guests' }).click();
    await page.getByRole('region', { name: 'Report' }).waitFor({ timeout: 60_000 });
    await page.goto(`${url}/machines/${id}/hardware`);
    await row('100').getByText('no agent yet').waitFor({ timeout: 30_000 });
    await row('102').getByText('not Debian’s family').waitFor();
    await row('9000').getByText('a template').waitFor();
    if (address) {
      await row('101').getByText('has an agent').waitFor();
      await row('101').getByRole('link').waitFor();
    }
    expect(await violations(page)).toEqual([]);
    await row('100')
      .getByRole('link', { name: /: web$/ })
      .click();
    await page.waitForURL(/\/add$/);
    expect(complaints).toEqual([]);
  },
);
