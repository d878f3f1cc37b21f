import { expect, test } from 'vitest';
import { createMachine } from '../support/machine.ts';
import { hasBrowser, openBrowser } from './support/browser.ts';
import { openSite, visitor } from './support/site.ts';
import { violations } from './support/violations.ts';

test.runIf(hasBrowser)(
  'thresholds are set for all and for a tag, and a real disk and a real memory are judged by them',
  async () => {
    await using site = await openSite();
    const { url } = site;
    await using browser = await openBrowser();
    await using come = await visitor(browser, url);
    const { page, complaints } = come;
    await page.goto(`${url}/settings/warnings`);
    const field = (name: string) => page.getByLabel(name, { exact: true });
    await field('Disk almost full, %: All').waitFor();
    expect(await field('Disk almost full, %: All').getAttribute('placeholder')).toBe('90');
    await field('Tag').fill('db');
    await field('Tag').press('Enter');
    await field('Memory, %: db').fill('80');
    await field('Disk almost full, %: All').fill('99');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/almost full from 99 %/).waitFor({ timeout: 10_000 });
    await field('Disk almost full, %: All').fill('1');
    await field('Memory, %: All').fill('1');
    await field('Temperature, °C: All').fill('85');
    await field('For minutes: All').fill('0');
    expect(await field('Disk almost full, %: db').getAttribute('placeholder')).toBe('1');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The thresholds were saved.').waitFor({ timeout: 10_000 });
    expect(await violations(page)).toEqual([]);
    await page.reload();
    await field('Memory, %: db').waitFor();
    expect(await field('Memory, %: db').inputValue()).toBe('80');

    await using machine = await createMachine(url);
    const id = await machine.enrol(url);
    await using _agent = await machine.start({ SU_REFRESH_HOURS: '0' });
    await page.goto(`${url}/machines/${id}/messages`);
    const disk = page.getByText(/ % full; \d+ MB are left/).first();
    const memory = page.getByText(/% of the memory is in use; the threshold is 1 %/).first();
    await disk.waitFor({ timeout: 30_000 });
    await memory.waitFor();
    await page.goto(`${url}/machines/${id}/timeline`);
    await disk.waitFor();
    await memory.waitFor();
    await page.goto(`${url}/machines/${id}/metrics`);
    await page.getByText('Temperature', { exact: true }).waitFor();
    // Machines of tests are virtual, or show their own heat.
    await page
      .getByText(/not known: the machine tells of no sensor|°C, /)
      .first()
      .waitFor();
    await page.goto(url);
    await page.getByRole('button', { name: '1 over a threshold' }).click();
    await page.getByText('over a threshold: disk and memory').waitFor();
    // What the refused request said of itself is not a fault of the page.
    expect(complaints.filter((each) => !each.includes('400'))).toEqual([]);
  },
);
