import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Debian's package chromium, or another one, has put the browser; null where there is none. */
const executablePath = PATHS.find((path) => existsSync(path)) ?? null;
export const hasBrowser = executablePath !== null;
if (!hasBrowser)
  console.log(
    'skipped: chromium is not installed (apt-get install chromium), so that nobody looks at the page',
  );

/** A browser without a window, which ends with the test. */
export async function openBrowser(): Promise<Browser & AsyncDisposable> {
  const browser = await chromium.launch({
    ...(executablePath !== null && { executablePath }),
    args: ['--disable-dev-shm-usage'],
  });
  return Object.assign(browser, { [Symbol.asyncDispose]: () => browser.close() });
}

/** That nobody is signed in, and that a machine has not sent something yet, are answers too. */
const EXPECTED = /^Failed to load resource: .* (401|404) /;

export interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** What the browser has complained of: errors on its console, violations of our policy, exceptions. */
  readonly complaints: readonly string[];
}

/** A visitor of their own, with cookies of their own. */
export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}
