import { describe, test } from 'vitest';
import { endOf, requestAction } from '../support/api.ts';
import { createMachine } from '../support/machine.ts';
import { hasBrowser, openBrowser, visit } from './support/browser.ts';
import { openSite, signIn } from './support/site.ts';

describe.concurrent('runs', () => {
  test.runIf(hasBrowser)(
    'a run is seen while it goes on: its phase, its log as it grows, its silence in words, and its report in the end',
    async ({ expect }) => {
      await using site = await openSite();
      await using machine = await createMachine(site.url);
      await machine.root.offer('hang');
      const id = await machine.enrol(site.url);
      await using _agent = await machine.start({ SU_REFRESH_HOURS: '0' });
      await machine.firstAnalysis(site.url, id);
      await endOf(site.url, (await requestAction(site.url, id, { action: 'apt_refresh' })).executionId);
      await using browser = await openBrowser();
      await using visitor = await visit(browser);
      const { page, complaints } = visitor;
      await signIn(page, site.url);
      await page.goto(`${site.url}/machines/${id}/plan`);
      await page.getByRole('button', { name: /^Upgrade \d+ packages on/ }).click();

      await page.getByRole('log').getByText('lab-hang: waiting').waitFor();
      await page.locator('[aria-current=step]').getByText('Configure').waitFor();
      await page.getByText('at lab-hang').waitFor();
      await page.getByRole('link', { name: 'Follow the run' }).waitFor();
      await page.getByText('No output for 1 minute.').waitFor({ timeout: 100_000 });
      await machine.root.releaseHang();
      await page.getByRole('region', { name: 'Report' }).waitFor({ timeout: 60_000 });
      expect(await page.getByText(/^No output for/).count()).toBe(0);
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download' }).click();
      expect((await download).suggestedFilename()).toMatch(/\.log$/);
      expect(complaints).toEqual([]);
    },
  );

  test.runIf(hasBrowser)(
    'a failure says why; it and its messages can be taken note of',
    async ({ expect }) => {
      await using site = await openSite();
      await using machine = await createMachine(site.url);
      await machine.root.offer('bad');
      const id = await machine.enrol(site.url);
      await using _agent = await machine.start({ SU_REFRESH_HOURS: '0' });
      await machine.firstAnalysis(site.url, id);
      await endOf(site.url, (await requestAction(site.url, id, { action: 'apt_refresh' })).executionId);
      const { executionId } = await requestAction(site.url, id, {
        action: 'apt_full_upgrade',
        plan: 'current',
      });
      await endOf(site.url, executionId, 60_000);
      await using browser = await openBrowser();
      await using visitor = await visit(browser);
      const { page, complaints } = visitor;
      await signIn(page, site.url);
      await page.getByRole('button', { name: '1 failed' }).waitFor();
      await page.goto(`${site.url}/machines/${id}/runs/${executionId}`);
      await page.getByRole('heading', { name: 'Why it failed' }).waitFor();
      await page.getByText('lab-bad: cannot talk to the database').first().waitFor();
      await page.getByRole('button', { name: 'Take note of this failure' }).click();
      await page.getByText(/^Noted/).waitFor();

      await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Messages' }).click();
      const notes = page.getByRole('button', { name: 'Take note' });
      await notes.first().waitFor();
      const open = await notes.count();
      await notes.first().click();
      await expect.poll(() => notes.count()).toBe(open - 1);
      await page.getByLabel('Messages').selectOption('all');
      await page.getByText('noted', { exact: true }).waitFor();
      expect(complaints).toEqual([]);
    },
  );
});
