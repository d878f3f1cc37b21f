import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endOf, requestAction } from '../support/api.ts';
import { call } from '../support/collector.ts';
import { createMachine, type Machine } from '../support/machine.ts';
import { hasBrowser, openBrowser, visit } from './support/browser.ts';
import { openSite, type Site, signIn } from './support/site.ts';
import { violations } from './support/violations.ts';

const LOOKS = [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['on a phone', { viewport: { width: 390, height: 844 } }],
  ['in French', { locale: 'fr-FR' }],
] as const;

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
      '/metrics',
      '/metrics?span=day',
      '/profiles',
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
      '/settings',
      '/settings/users',
      '/settings/clients',
      '/nowhere',
    ];
    places.push(...rooms.map((room) => `/machines/${id}${room}`));
  });
  afterAll(() => stack.disposeAsync());

  test.for(LOOKS)('%s', async ([, options]) => {
    await using browser = await openBrowser();
    await using visitor = await visit(browser, options);
    const { page, complaints } = visitor;
    await page.goto(site.url);
    await settled(page);
    expect.soft(await violations(page), 'sign in').toEqual([]);
    await signIn(page, site.url);
    for (const place of places) {
      await page.goto(site.url + place);
      await settled(page);
      expect.soft(await violations(page), place).toEqual([]);
      const width = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect.soft(width, `${place} is wider than the window`).toBe(0);
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect.soft(await violations(page), 'the list of keys').toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    expect.soft(await violations(page), 'the palette').toEqual([]);
    expect(complaints).toEqual([]);
  });
});
