import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, openBrowser, visit } from './support/browser.ts';
import { openSite, type Site, signIn } from './support/site.ts';

describe.runIf(hasBrowser)('the settings', () => {
  const stack = new AsyncDisposableStack();
  let site: Site;
  let browser: Browser;
  const visitor = async (username = 'admin-1') => {
    const come = stack.use(await visit(browser));
    await signIn(come.page, site.url, username);
    return come;
  };

  beforeAll(async () => {
    site = stack.use(await openSite());
    browser = stack.use(await openBrowser());
  });
  afterAll(() => stack.disposeAsync());

  test('how long things are kept: more at once, less after a question, and empty is the default', async () => {
    const { page, complaints } = await visitor();
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

  test('who may only read sees it, and where it is set', async () => {
    const { page } = await visitor('viewer-1');
    await page.goto(`${site.url}/settings/retention`);
    await page.getByText('Your role does not allow this.').waitFor();
    expect(await page.getByLabel('Logs of runs', { exact: true }).isDisabled()).toBe(true);
    await page.getByText('by default').first().waitFor();
  });
});
