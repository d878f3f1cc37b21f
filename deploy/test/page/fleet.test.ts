import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from '../support/collector.ts';
import { createMachine } from '../support/machine.ts';
import { hasBrowser, openBrowser } from './support/browser.ts';
import { openSite, type Site, visitor } from './support/site.ts';
import { violations } from './support/violations.ts';

describe.runIf(hasBrowser)('the fleet', () => {
  const stack = new AsyncDisposableStack();
  let site: Site;
  let web: string;
  let db: string;
  let browser: Browser;

  const rename = (id: string, name: string) => call(site.url, 'PATCH', `/api/machines/${id}`, { name });
  const come = async (username?: string) => stack.use(await visitor(browser, site.url, username));

  beforeAll(async () => {
    site = stack.use(await openSite());
    browser = stack.use(await openBrowser());
    // One has an agent; the other one has enrolled and never came.
    const one = stack.use(await createMachine(site.url));
    web = await one.enrol(site.url);
    db = await stack.use(await createMachine(site.url)).enrol(site.url);
    await rename(web, 'web-1');
    await rename(db, 'db-1');
    await call(site.url, 'PATCH', `/api/machines/${db}`, { tags: ['prod'] });
    stack.use(await one.start({ SU_REFRESH_HOURS: '0' }));
    await one.firstAnalysis(site.url, web);
  });
  afterAll(() => stack.disposeAsync());

  test('by keys alone: search, move, select and open; the search is in the address and survives a reload', async () => {
    const { page, complaints } = await come();
    const rows = page.getByRole('row');
    await rows.filter({ hasText: 'web-1' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('prod');
    await page.waitForURL(/\?q=prod$/);
    await expect.poll(() => rows.count()).toBe(2);
    await page.reload();
    await rows.filter({ hasText: 'db-1' }).waitFor();
    expect(await rows.count()).toBe(2);
    expect(await page.getByRole('searchbox').inputValue()).toBe('prod');

    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('1 machine selected').waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('db-1');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/machines/${db}`);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('web-1');
    await page
      .getByRole('option', { name: /^web-1/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/machines/${web}`);
    expect(complaints).toEqual([]);
  });

  test('each part of the sentence shows only those machines', async () => {
    const { page } = await come();
    await page.getByRole('button', { name: '1 not known yet' }).click();
    await page.waitForURL(/need=unknown/);
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.getByRole('button', { name: 'Show all' }).last().click();
    await expect.poll(() => page.getByRole('row').count()).toBe(3);
    await page.getByLabel('Group by').selectOption('tag');
    await page.getByText('without a tag').waitFor();
  });

  test('what changes is seen without a reload; a lost collector is told, and what happened meanwhile is caught up', async () => {
    const { page } = await come();
    await page.getByRole('row').filter({ hasText: 'db-1' }).waitFor();
    await rename(db, 'db-renamed');
    await page.getByRole('row').filter({ hasText: 'db-renamed' }).waitFor();
    const comeBack = await site.goDown();
    await page.getByText(/^Connection lost, showing what was known at \d\d:\d\d\.$/).waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'db-renamed' }).count()).toBe(1);
    await comeBack();
    await rename(db, 'db-1');
    await page.getByRole('link', { name: 'db-1', exact: true }).waitFor();
    await page.getByText(/^Connection lost/).waitFor({ state: 'detached' });
  });

  test('asking many at once says how it went, and a run that waits can be called off', async () => {
    const { page } = await come();
    await page.getByLabel('Select all that are shown').check();
    await page.getByRole('button', { name: 'Security updates', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Install the security updates of 2 machines?' });
    await dialog.getByText(/Where: .*db-1/).waitFor();
    await dialog.getByRole('button', { name: 'Security updates' }).click();
    await page.getByText('2 machines asked.').waitFor();
    const { items } = await call<{ items: { executionId: string }[] }>(
      site.url,
      'GET',
      `/api/jobs?machineId=${db}&status=queued`,
    );
    await page.goto(`${site.url}/machines/${db}/runs/${items[0]?.executionId}`);
    await page.getByText('Waits until the machine is connected and free.').waitFor();
    await page.getByRole('button', { name: 'Cancel this run' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel this run' }).click();
    await page.getByText('Cancelled', { exact: true }).waitFor();
  });

  test('tags of many are added and taken away at once; who did it is on the timeline', async () => {
    const { page, complaints } = await come();
    await page.getByLabel('Select all that are shown').check();
    await page.getByRole('button', { name: 'Tags …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Tags of 2 machines' });
    const save = dialog.getByRole('button', { name: 'Change the tags of 2 machines' });
    await dialog.getByLabel('Add').fill('edge rack:1');
    expect(await violations(page)).toEqual([]);
    await save.click();
    await page.getByText('The tags of 2 machines are as you wanted.').waitFor();
    await page.getByRole('row').filter({ hasText: 'edge prod rack:1' }).waitFor();
    await page.getByRole('button', { name: 'Tags …' }).click();
    await dialog.getByLabel('edge on 2').check();
    await dialog.getByLabel('rack:1 on 2').check();
    await save.click();
    await expect.poll(() => page.getByRole('row').filter({ hasText: 'edge' }).count()).toBe(0);
    await page.goto(`${site.url}/machines/${web}/timeline`);
    const event = page.getByRole('listitem').filter({ hasText: 'Tags taken away: edge, rack:1.' });
    await event.getByText('admin-1').waitFor();
    expect(complaints).toEqual([]);
  });

  test('who may only look is offered nothing else', async () => {
    const { page } = await come('viewer-1');
    await page.getByRole('row').filter({ hasText: 'web-1' }).waitFor();
    expect(await page.getByRole('link', { name: 'Add a machine' }).count()).toBe(0);
    await page.getByLabel('Select web-1').check();
    await page.getByText('Your role does not allow this.').waitFor();
    expect(await page.getByRole('button', { name: 'Reboot', exact: true }).count()).toBe(0);
    await page.goto(`${site.url}/machines/${web}/plan`);
    await page.getByText('Your role does not allow this.').waitFor();
  });

  test('the metrics of a machine are drawn, and said in words; the span is in the address', async () => {
    const { page, complaints } = await come();
    await page.goto(`${site.url}/machines/${web}/metrics`);
    const memory = page.getByRole('region', { name: 'Memory in use' });
    await memory.getByText(/on average .* at most/).waitFor();
    await memory.locator('canvas').waitFor();
    // uPlot's own style was let in by the policy.
    expect(await page.evaluate("getComputedStyle(document.querySelector('.u-wrap')).position")).toBe(
      'relative',
    );
    await memory.getByText('The values as a table').click();
    await memory
      .getByRole('cell', { name: /at most/ })
      .first()
      .waitFor();
    await page.getByText('not known yet: it takes a day of measures').first().waitFor();
    await page.getByRole('link', { name: 'Last day' }).click();
    await page.waitForURL(/span=day$/);
    await page.getByText('Each step is 10 minutes').waitFor();
    expect(complaints).toEqual([]);
  });

  test('the hardware of a machine is shown, with how to know more of it', async () => {
    const { page, complaints } = await come();
    await page.goto(`${site.url}/machines/${web}/hardware`);
    await page.getByRole('heading', { name: 'State of the hardware' }).waitFor();
    await page.getByText('not read yet; run a hardware probe').first().waitFor();
    await page.getByRole('heading', { name: 'The machine' }).waitFor();
    await page.getByText('Processor', { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('signing out ends it, and the way back leads to where one was', async () => {
    const { page } = await come();
    await page.getByRole('button', { name: /admin-1/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(`${site.url}/machines/${web}/system`);
    await page.waitForURL(/\/login\?to=/);
    await page.getByLabel('Name').fill('admin-1');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
  });

  test('in French by choice, kept for the next visit, and dark by choice', async () => {
    const { page } = await come();
    await page.getByRole('button', { name: /admin-1/ }).click();
    await page.getByRole('menuitemradio', { name: 'Français' }).click();
    await page.getByRole('link', { name: 'Parc' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Parc' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
    await page.getByRole('button', { name: /admin-1/ }).click();
    await page.getByRole('menuitemradio', { name: 'Sombre' }).click();
    await page.reload();
    await page.getByRole('link', { name: 'Parc' }).waitFor();
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(18, 21, 24)');
  });
});
