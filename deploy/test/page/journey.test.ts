import { expect, test } from 'vitest';
import { createMachine } from '../support/machine.ts';
import { hasBrowser, openBrowser, visit } from './support/browser.ts';
import { openSite, signIn } from './support/site.ts';

test.runIf(hasBrowser)(
  'an administrator adds a machine, sees it come, reviews its updates, approves, watches the run and reads the report',
  async () => {
    await using site = await openSite();
    await using machine = await createMachine(site.url);
    await using browser = await openBrowser();
    await using visitor = await visit(browser);
    const { page, complaints } = visitor;

    await signIn(page, site.url);
    await page.getByText('No machine yet.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Add a machine' }).click();
    await page.getByLabel('Its name').fill('web-1');
    await page.getByRole('button', { name: 'Make the line to copy' }).click();
    const line = await page.locator('pre').textContent();
    const token = /suivi_enrol_[\w-]+/.exec(line ?? '')?.[0] ?? '';
    expect(token).not.toBe('');

    await machine.enrolWith(token);
    await page.getByText('web-1 is here.').waitFor();
    await using agent = await machine.start({ SU_REFRESH_HOURS: '0' });
    await expect.poll(() => page.getByText('✓').count(), { timeout: 60_000 }).toBe(3);
    expect(agent.pid).toBeGreaterThan(0);

    await page.getByRole('link', { name: 'Look at it' }).click();
    await page.getByRole('heading', { level: 1, name: 'web-1' }).waitFor();
    // Nobody has refreshed the lists under our eyes: that is the one next step.
    await page.getByRole('button', { name: 'Refresh the lists' }).click();
    await page.getByRole('region', { name: 'Report' }).waitFor({ timeout: 60_000 });

    await page.getByRole('link', { name: 'Review 12 updates' }).click();
    await page.getByRole('button', { name: 'Upgrade 13 packages on web-1' }).click();
    await page.getByRole('region', { name: 'Log' }).waitFor();
    await page
      .getByRole('region', { name: 'Report' })
      .getByText('12 upgraded')
      .first()
      .waitFor({ timeout: 120_000 });

    await page.getByLabel('Search the log').fill('setting up lab-lib');
    await page.getByText(/^1 of [1-9]/).waitFor();
    await page
      .getByText(/Setting up lab-lib/)
      .first()
      .waitFor();

    await page.getByRole('link', { name: 'Fleet', exact: true }).click();
    await page.getByRole('row').filter({ hasText: 'web-1' }).waitFor();
    expect(complaints).toEqual([]);
  },
);
