import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endOf, requestAction } from '../support/api.ts';
import { call } from '../support/collector.ts';
import { createMachine, type Machine } from '../support/machine.ts';
import { hasBrowser, openBrowser, visit } from './support/browser.ts';
import { openSite, type Site, signIn } from './support/site.ts';
import { violations } from './support/violations.ts';

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** How a page is looked at, one after the other, without loading it again. */
const LOOKS = {
  light: { colorScheme: 'light', size: WIDE },
  dark: { colorScheme: 'dark', size: WIDE },
  'on a phone': { colorScheme: 'light', size: PHONE },
} as const;
type Look = keyof typeof LOOKS;

const LANGUAGES: { locale: string; looks: readonly Look[] }[] = [
  { locale: 'en-GB', looks: ['light', 'dark', 'on a phone'] },
  { locale: 'fr-FR', looks: ['light', 'on a phone'] },
];

/** Waits until nothing is loading any more. */
const settled = async (page: Page) => {
  await page.locator('h1').first().waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
};

describe.runIf(hasBrowser)('axe finds nothing', () => {
  const stack = new AsyncDisposableStack();
  let site: Site;
  let machine: Machine;
  let places: string[];

  beforeAll(async () => {
    site = stack.use(await openSite());
    machine = stack.use(await createMachine(site.url));
    const id = await machine.enrol(site.url);
    stack.use(await machine.start({ SU_REFRESH_HOURS: '0' }));
    await machine.firstAnalysis(site.url, id);
    await call(site.url, 'PATCH', `/api/machines/${id}`, { tags: ['prod', 'web'] });
    await machine.root.offer('bad');
    const refresh = await requestAction(site.url, id, { action: 'apt_refresh' });
    await endOf(site.url, refresh.executionId);
    const upgrade = await requestAction(site.url, id, { action: 'apt_full_upgrade', plan: 'current' });
    await endOf(site.url, upgrade.executionId, 60_000);
    const profile = await call<{ id: string }>(site.url, 'POST', '/api/post-install/profiles', {
      name: 'base',
      steps: [
        { kind: 'packages', present: ['lab-extra'], absent: [] },
        { kind: 'sshd', MaxAuthTries: 3 },
      ],
    });
    await call(site.url, 'PUT', `/api/post-install/profiles/${profile.id}/assignments`, {
      machineIds: [id],
      tags: ['web'],
    });
    const path = `/api/machines/${id}/post-install/check`;
    const check = await call<{ executionId: string }>(site.url, 'POST', path, {});
    await endOf(site.url, check.executionId);
    const rooms = [
      '',
      '/plan',
      '/runs',
      `/runs/${upgrade.executionId}`,
      '/timeline',
      '/messages',
      '/containers',
      '/metrics',
      '/metrics?span=day',
      '/profiles',
      '/hardware',
      '/system',
      '/sources',
      '/settings',
    ];
    places = [
      '/',
      '/?group=tag',
      '/packages',
      '/packages/lab-broken',
      '/profiles',
      `/profiles/${profile.id}`,
      '/messages',
      '/timeline',
      '/add',
      '/add/ssh',
      '/settings',
      '/settings/tokens',
      '/settings/retention',
      '/settings/users',
      '/settings/clients',
      '/settings/warnings',
      '/nowhere',
    ];
    places.push(...rooms.map((room) => `/machines/${id}${room}`));
  });
  afterAll(() => stack.disposeAsync());

  test.for(LANGUAGES)('in $locale', async ({ locale, looks }) => {
    await using browser = await openBrowser();
    await using visitor = await visit(browser, { locale, reducedMotion: 'reduce' });
    const { page, complaints } = visitor;
    const look = async (what: string) => {
      for (const name of looks) {
        const { colorScheme, size } = LOOKS[name];
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(size);
        await settled(page);
        expect.soft(await violations(page), `${what}, ${name}`).toEqual([]);
        const width = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect.soft(width, `${what}, ${name}, is wider than the window`).toBe(0);
      }
    };
    await page.goto(site.url);
    await look('sign in');
    await signIn(page, site.url);
    for (const place of places) {
      await page.goto(site.url + place);
      await look(place);
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await look('the list of keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await look('the palette');
    expect(complaints).toEqual([]);
  });
});
