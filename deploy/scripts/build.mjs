// Bundles what is installed on machines: each program is one file without dependencies.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './run.mjs';

/**
 * A small young generation keeps the agent's memory small; what it does is not in a hurry. And CommonJS packages inside an
 * ES module still ask for `require`.
 */
const banner = `#!/usr/bin/env -S node --max-semi-space-size=1
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);`;

/** The agent must run on Node 18.19, which Debian 12 and Ubuntu 24.04 ship. */
await build({
  entryPoints: [join(root, 'agent/src/main.ts')],
  outfile: join(root, 'agent/dist/suivi-agent.mjs'),
  bundle: true,
  platform: 'node',
  target: 'node18.19',
  format: 'esm',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  banner: { js: banner },
  external: ['bufferutil', 'utf-8-validate', 'osx-temperature-sensor'],
  logLevel: 'warning',
});

/** The collector runs where its packages are installed: only our own code is bundled. */
const { dependencies } = JSON.parse(readFileSync(join(root, 'collector/package.json'), 'utf8'));
await build({
  entryPoints: [join(root, 'collector/src/main.ts')],
  outfile: join(root, 'collector/dist/collector.mjs'),
  bundle: true,
  platform: 'node',
  target: 'node22.17',
  format: 'esm',
  minifySyntax: true,
  legalComments: 'none',
  external: Object.keys(dependencies).filter((name) => !name.startsWith('@suivi/')),
  logLevel: 'warning',
});
