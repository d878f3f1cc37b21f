import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { builtPage } from '../support/bundles.ts';
import { startCollector } from '../support/collector.ts';
import { hasBrowser, openBrowser, visit } from './support/browser.ts';
import { totpOf } from './support/totp.ts';
import { violations } from './support/violations.ts';

const PASSWORD = 'a long and quiet sentence';
const NEXT = 'another long and quiet one';

test.runIf(hasBrowser)(
  'the first administrator is made with the link, sets up an app, and lets people and programs in',
  async () => {
    await builtPage();
    await using data = await temporaryDirectory('account');
    const { program, url } = await startCollector(data.path);
    await using _ = program;
    const link = /http:\S+\/setup#token=\S+/.exec(await program.line((text) => text.includes('/setup#')))![0];
    await using browser = await openBrowser();
    await using visitor = await visit(browser);
    const { page, complaints } = visitor;
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    const looks = async (where: string) => expect.soft(await violations(page), where).toEqual([]);

    await page.goto(link);
    await page.getByLabel('Name').fill('ada');
    await page.getByLabel(/^Password, at least/).fill(PASSWORD);
    await looks('setup');
    await button('Make the account').click();
    await button('ada').click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();

    await button('Set up an app').click();
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
    await looks('the second factor');
    const secret = await page.locator('code').textContent();
    await page.getByLabel('Code that the app shows').fill(totpOf(secret!));
    await button('Turn it on').click();
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
    const recovery = await page.locator('ul.font-mono li').first().textContent();
    await looks('recovery codes');
    await button('I have kept them').click();
    await button('Turn it off').waitFor();

    await page.getByLabel('Present password').fill(PASSWORD);
    await page.getByLabel(/^New password/).fill(NEXT);
    await button('Change the password').click();
    await page.getByText('The password was changed').waitFor();

    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByLabel('Name', { exact: true }).fill('bob');
    await page.getByLabel(/^First password/).fill(PASSWORD);
    await page.getByRole('form', { name: 'Add a user' }).getByRole('combobox').selectOption('operator');
    await button('Add the user').click();
    await page.getByText('bob was added.').waitFor();
    await looks('users');
    await page.getByLabel('Role: ada').selectOption('viewer');
    await page.getByText(/Nobody could manage/).waitFor();

    await page.getByRole('link', { name: 'API clients' }).click();
    await page.getByLabel('What it is').fill('prometheus');
    await page.getByLabel(/^read metrics/).check();
    await button('Make its token').click();
    await page.getByText('It is shown now and never again.').waitFor();
    const token = await page.locator('pre').textContent();
    const scraped = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    expect(scraped.status).toBe(200);
    await looks('API clients');
    await button('Revoke: prometheus').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('prometheus was revoked.').waitFor();
    const refused = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    expect(refused.status).toBe(401);

    await button('ada').click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('Password').fill(NEXT);
    await button('Sign in').click();
    await page.getByLabel(/^Code of your/).fill(recovery!);
    await button('Sign in').click();
    await page.getByRole('navigation', { name: 'Rooms' }).waitFor();
    // The last administrator, who may not become a viewer.
    expect(complaints).toEqual([expect.stringContaining('409 (Conflict)')]);
  },
);
