import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endOf } from '../support/api.ts';
import { call } from '../support/collector.ts';
import { createMachine } from '../support/machine.ts';
import { hasBrowser, openBrowser } from './support/browser.ts';
import { openSite, type Site, visitor } from './support/site.ts';
import { violations } from './support/violations.ts';

describe.runIf(hasBrowser)('the settings', () => {
  const stack = new AsyncDisposableStack();
  let site: Site;
  let browser: Browser;
  const come = async (username?: string) => stack.use(await visitor(browser, site.url, username));

  beforeAll(async () => {
    site = stack.use(await openSite());
    browser = stack.use(await openBrowser());
  });
  afterAll(() => stack.disposeAsync());

  test('how long things are kept: more at once, less after a question, and empty is the default', async () => {
    const { page, complaints } = await come();
    await page.goto(`${site.url}/settings/retention`);
    const logs = page.getByLabel('Logs of runs', { exact: true });
    const save = page.getByRole('button', { name: 'Save' });
    await logs.fill('60');
    await save.click();
    await page.getByText(/^set here by admin-1 .*; 30 by default$/).waitFor();
    await logs.fill('7');
    await save.click();
    const dialog = page.getByRole('dialog', { name: 'Keep things for less time?' });
    await dialog.getByText('Logs of runs: 7 instead of 60 days').waitFor();
    await dialog.getByRole('button', { name: 'Keep for less time' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => logs.inputValue()).toBe('7');
    await logs.fill('');
    await save.click();
    await page.getByText(/^set here/).waitFor({ state: 'detached' });
    await expect.poll(() => logs.inputValue()).toBe('30');
    await page.goto(`${site.url}/timeline`);
    await page.getByText('logs of runs: 7 instead of 60').waitFor();
    expect(complaints).toEqual([]);
  });

  test('the proxy of a machine: what apt uses, what a profile for it alone wants, and whether it is so', async () => {
    const machine = stack.use(await createMachine(site.url));
    const id = await machine.enrol(site.url);
    await call(site.url, 'PATCH', `/api/machines/${id}`, { name: 'web-1' });
    stack.use(await machine.start({ SU_REFRESH_HOURS: '0' }));
    await machine.firstAnalysis(site.url, id);
    const { page, complaints } = await come();
    await page.goto(`${site.url}/machines/${id}/settings`);
    await page.getByText('none: apt fetches directly').waitFor();
    await page.getByText('No profile says').waitFor();
    await page.getByLabel('Address of the proxy').fill('not an address');
    await page.getByRole('button', { name: 'Want this proxy' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Address of the proxy').fill('http://proxy.lab:3142');
    await page.getByRole('button', { name: 'Want this proxy' }).click();
    const wanted = page.getByRole('definition').filter({ hasText: 'By the profile apt proxy of web-1' });
    await wanted.getByText('http://proxy.lab:3142').waitFor();
    await page.getByRole('link', { name: 'Dry run and application of its profiles' }).waitFor();
    expect(await violations(page)).toEqual([]);
    const path = `/api/machines/${id}/post-install/apply`;
    const { executionId } = await call<{ executionId: string }>(site.url, 'POST', path, { plan: 'current' });
    await endOf(site.url, executionId, 60_000);
    await wanted.filter({ hasText: 'as wanted' }).waitFor();
    // The next one is said by the same profile.
    await page.getByLabel('Without a proxy').check();
    await page.getByRole('button', { name: 'Want this proxy' }).click();
    await wanted.filter({ hasText: 'none: apt fetches directly' }).waitFor();
    const { items } = await call<{ items: { version: number }[] }>(
      site.url,
      'GET',
      '/api/post-install/profiles',
    );
    expect(items.map(({ version }) => version)).toEqual([2]);
    expect(complaints.filter((text) => !text.includes('400'))).toEqual([]);
  });

  test('the page of the API tries routes out with the session, also those that change something', async () => {
    const { page, complaints } = await come();
    await page.goto(`${site.url}/api/docs/`);
    const path = page.locator('[data-path="/api/enrolment-tokens"]');
    const post = page.locator('.opblock-post').filter({ has: path });
    await post.locator('.opblock-summary-control').click();
    await post.getByRole('button', { name: 'Try it out' }).click();
    await post.locator('textarea').fill('{"name":"tried-out"}');
    await post.getByRole('button', { name: 'Execute' }).click();
    await post.locator('.live-responses-table .response-col_status').getByText('201').waitFor();
    expect(complaints).toEqual([]);
  });

  test('who may only read sees it, and where it is set', async () => {
    const { page } = await come('viewer-1');
    await page.goto(`${site.url}/settings/retention`);
    await page.getByText('Your role does not allow this.').waitFor();
    expect(await page.getByLabel('Logs of runs', { exact: true }).isDisabled()).toBe(true);
    await page.getByText('by default').first().waitFor();
  });
});
