import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

const build = (...args: string[]) =>
  promisify(execFile)(process.execPath, [path('deploy/scripts/build.mjs'), ...args]);

let built: Promise<{ agent: string; collector: string }> | undefined;
let everything: Promise<unknown> | undefined;

/** The two bundles, built once for each test process. */
export function bundles(): Promise<{ agent: string; collector: string }> {
  built ??= build('--without-page').then(() => ({
    agent: path('agent/dist/suivi-agent.cjs'),
    collector: path('collector/dist/collector.mjs'),
  }));
  return built;
}

/** Says to the workers of a run that the page has been built for all of them. */
const BUILT = 'SU_TEST_PAGE_BUILT';

/** The bundles and the page that the collector serves; gives the folder of the page. */
export async function builtPage(): Promise<string> {
  if (!process.env[BUILT]) everything ??= build();
  await everything;
  return path('collector/web/dist');
}

/** Builds the page once before a run: its workers would be in one another's way. */
export default async function setup(): Promise<void> {
  await builtPage();
  process.env[BUILT] = '1';
}
