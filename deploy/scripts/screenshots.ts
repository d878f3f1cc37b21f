// Writes the README's pictures of the page into deploy/pictures/, or with a folder as argument pictures of every room into
// that one: a real collector with real agents on sandbox roots.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@suivi/testkit';
import type { Page } from 'playwright-core';
import { openBrowser, visit } from '../test/page/support/browser.ts';
import { openSite, signIn } from '../test/page/support/site.ts';
import { call } from '../test/support/collector.ts';
import { createMachine } from '../test/support/machine.ts';

const everything = process.argv[2];
const target = everything ?? fileURLToPath(new URL('../pictures', import.meta.url));
/** What the README shows. */
const README = new Set(['fleet', 'fleet-dark', 'plan', 'live', 'machine-settings', 'retention']);
await mkdir(target, { recursive: true });

await using site = await openSite();
const ask = <T>(method: string, path: string, body?: unknown) => call<T>(site.url, method, path, body);
const ended = (executionId: string) =>
  eventually(
    async () =>
      (await ask<{ finishedAt: string | null }>('GET', `/api/executions/${executionId}`)).finishedAt,
    { what: 'the end of a run', timeoutMs: 120_000 },
  );
const run = async (id: string, body: object) => {
  const { executionId } = await ask<{ executionId: string }>('POST', `/api/machines/${id}/actions`, body);
  return executionId;
};

await using stack = new AsyncDisposableStack();
/** A machine under a name, with tags, that has reported its packages. */
async function arrive(name: string, tags: string[], flavour: 'debian' | 'ubuntu' = 'debian') {
  const machine = stack.use(await createMachine(site.url, flavour));
  const { token } = await ask<{ token: string }>('POST', '/api/enrolment-tokens', { name });
  await machine.enrolWith(token);
  stack.use(await machine.start({ SU_REFRESH_HOURS: '0' }));
  const { items } = await ask<{ items: { id: string; name: string }[] }>('GET', '/api/machines');
  const id = items.find((item) => item.name === name)?.id ?? '';
  await machine.firstAnalysis(site.url, id);
  await ask('PATCH', `/api/machines/${id}`, { tags });
  return { machine, id };
}

const web = await arrive('web-1', ['prod', 'web']);
const db = await arrive('db-1', ['prod']);
const mail = await arrive('mail-1', ['prod'], 'ubuntu');
const build = await arrive('build-1', ['ci']);
for (const { id } of [web, db, mail]) await ended(await run(id, { action: 'apt_refresh' }));
await db.machine.root.offer('bad');
await ended(await run(db.id, { action: 'apt_refresh' }));
await ended(await run(db.id, { action: 'apt_full_upgrade', plan: 'current' }));
await ended(await run(mail.id, { action: 'apt_full_upgrade', plan: 'current', allowRemovals: true }));
await build.machine.root.offer('hang');
await ended(await run(build.id, { action: 'apt_refresh' }));

const browser = stack.use(await openBrowser());
const shoot = async (page: Page, name: string) => {
  if (everything === undefined && !README.has(name)) return;
  await page.screenshot({ path: join(target, `${name}.png`), animations: 'disabled' });
  console.log(name);
};
const settled = async (page: Page) => {
  await page.locator('h1').first().waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
};

for (const [suffix, options] of [
  ['', {}],
  ['-dark', { colorScheme: 'dark' }],
  ['-phone', { viewport: { width: 390, height: 844 }, locale: 'fr-FR' }],
] as const) {
  await using visitor = await visit(browser, { viewport: { width: 1200, height: 720 }, ...options });
  const { page } = visitor;
  await signIn(page, site.url);
  await settled(page);
  await shoot(page, `fleet${suffix}`);
  const at = async (path: string, name: string) => {
    await page.goto(site.url + path);
    await settled(page);
    await shoot(page, name + suffix);
  };
  await at(`/machines/${web.id}`, 'machine');
  await at(`/machines/${db.id}/runs`, 'runs');
  await at(`/machines/${web.id}/system`, 'system');
  await at(`/machines/${web.id}/sources`, 'sources');
  await at(`/machines/${db.id}/messages`, 'messages');
  await at('/timeline', 'timeline');
  await at('/packages', 'packages');
  await at('/packages/lab-lib', 'package');
  await at(`/machines/${web.id}/settings`, 'machine-settings');
  await at('/settings/retention', 'retention');
  await at('/add', 'add');
  await page.goto(`${site.url}/machines/${web.id}/plan`);
  await page.getByRole('button', { name: /web-1/ }).waitFor();
  await shoot(page, `plan${suffix}`);
  await page.goto(`${site.url}/machines/${db.id}/runs`);
  await page.locator('tbody a').first().click();
  await settled(page);
  await shoot(page, `run${suffix}`);
}

const hanging = await run(build.id, { action: 'apt_full_upgrade', plan: 'current' });
await using visitor = await visit(browser, { viewport: { width: 1200, height: 720 } });
await signIn(visitor.page, site.url);
await visitor.page.goto(`${site.url}/machines/${build.id}/runs/${hanging}`);
await visitor.page.getByText('lab-hang: waiting').waitFor({ timeout: 60_000 });
await shoot(visitor.page, 'live');
await build.machine.root.releaseHang();
await ended(hanging);
