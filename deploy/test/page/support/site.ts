import { temporaryDirectory } from '@suivi/testkit';
import type { Browser, Page } from 'playwright-core';
import { builtPage } from '../../support/bundles.ts';
import { call, startCollector } from '../../support/collector.ts';
import { type Visit, visit } from './browser.ts';

export const PASSWORD = 'a long and quiet sentence';

export interface Site extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  /** Kills the collector; gives what starts it again on the same port. */
  goDown(): Promise<() => Promise<void>>;
}

/** A real collector with the page that was built, and one account for each role. More settings of the collector in `env`. */
export async function openSite(env: Record<string, string> = {}): Promise<Site> {
  await builtPage();
  const data = await temporaryDirectory('page');
  let collector = await startCollector(data.path, env);
  const { url, port } = collector;
  for (const role of ['admin', 'operator', 'viewer'])
    await call(url, 'POST', '/api/users', { username: `${role}-1`, role, password: PASSWORD });
  return {
    url,
    dataDir: data.path,
    async goDown() {
      await collector.program.kill();
      return async () => {
        collector = await startCollector(data.path, { ...env, SU_PORT: String(port) });
      };
    },
    async [Symbol.asyncDispose]() {
      await collector.program[Symbol.asyncDispose]();
      await data[Symbol.asyncDispose]();
    },
  };
}

/** A visitor of their own who has signed in. */
export async function visitor(browser: Browser, url: string, username = 'admin-1'): Promise<Visit> {
  const come = await visit(browser);
  await signIn(come.page, url, username);
  return come;
}

/** Signs in by the form and waits until the fleet is shown. */
export async function signIn(page: Page, url: string, username = 'admin-1'): Promise<void> {
  await page.goto(url);
  await page.getByRole('heading', { name: /Sign in|Se connecter/ }).waitFor();
  await page.getByLabel(/^(Name|Nom)$/).fill(username);
  await page.getByLabel(/^(Password|Mot de passe)$/).fill(PASSWORD);
  await page.getByRole('button', { name: /Sign in|Se connecter/ }).click();
  await page.getByRole('navigation', { name: /Rooms|Rubriques/ }).waitFor();
}
