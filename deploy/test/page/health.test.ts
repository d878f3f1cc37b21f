import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { smallDisk } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { endOf, requestAction } from '../support/api.ts';
import { createMachine } from '../support/machine.ts';
import { hasBrowser, openBrowser } from './support/browser.ts';
import { openSite, visitor } from './support/site.ts';
import { violations } from './support/violations.ts';

test.runIf(hasBrowser)(
  'a full disk of the reports is said on the page, with what to do, until a run is whole again',
  async (context) => {
    const disk = await smallDisk(1024 * 1024);
    if ('reason' in disk) return context.skip(disk.reason);
    await using _disk = disk;
    await using site = await openSite({ SU_REPORTS_DIR: disk.path });
    const { url } = site;
    await using machine = await createMachine(url);
    const id = await machine.enrol(url);
    await using _agent = await machine.start({ SU_REFRESH_HOURS: '0' });
    await using browser = await openBrowser();
    await using come = await visitor(browser, url);
    const { page } = come;

    const filler = join(disk.path, 'filler');
    await disk.fill(filler);
    const { executionId } = await requestAction(url, id, { action: 'apt_refresh' });
    const bar = page.getByRole('status').filter({ hasText: 'cannot store reports and logs of runs' });
    await bar.waitFor({ timeout: 60_000 });
    expect(await bar.textContent()).toMatch(/disk of the reports is full.*Make room.*reports_unavailable/);
    expect(await violations(page)).toEqual([]);

    await rm(filler);
    await bar.waitFor({ state: 'detached', timeout: 60_000 });
    // An agent sends again what was not acknowledged for a minute.
    expect(await endOf(url, executionId, 120_000)).toMatchObject({ status: 'ok' });
  },
);
