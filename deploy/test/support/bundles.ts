import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

let built: Promise<{ agent: string; collector: string }> | undefined;

/** The two bundles, built once for each test process. */
export function bundles(): Promise<{ agent: string; collector: string }> {
  built ??= promisify(execFile)(process.execPath, [path('deploy/scripts/build.mjs'), '--without-page']).then(
    () => ({
      agent: path('agent/dist/suivi-agent.cjs'),
      collector: path('collector/dist/collector.mjs'),
    }),
  );
  return built;
}
