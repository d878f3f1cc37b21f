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

/** The bundles and the page that the collector serves; gives the folder of the page. */
export async function builtPage(): Promise<string> {
  everything ??= build();
  await everything;
  return path('collector/web/dist');
}
