// Bundles what is installed on machines: each program is one file without dependencies; and the page that the collector serves.
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { root, run } from './run.mjs';

const { values: wanted } = parseArgs({ options: { 'without-page': { type: 'boolean', default: false } } });

/**
 * What runs on machines must run on Node 18.19, which Debian 12 and Ubuntu 24.04 ship. As CommonJS the agent needs 3 MB less
 * memory. The runner is a program of its own: what root runs then has no code for the network in it, and starts sooner.
 */
await build({
  entryPoints: {
    'suivi-agent': join(root, 'agent/src/main.ts'),
    'suivi-runner': join(root, 'agent/src/runner-main.ts'),
  },
  outdir: join(root, 'agent/dist'),
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node18.19',
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  banner: { js: '#!/usr/bin/env node' },
  external: ['bufferutil', 'utf-8-validate'],
  logLevel: 'warning',
});

/** The collector runs where its packages are installed: only our own code is bundled, and that of its thread for passwords. */
const { dependencies } = JSON.parse(readFileSync(join(root, 'collector/package.json'), 'utf8'));
await build({
  entryPoints: {
    collector: join(root, 'collector/src/main.ts'),
    'hash-worker': join(root, 'collector/src/auth/hash-worker.ts'),
  },
  outdir: join(root, 'collector/dist'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node22.17',
  format: 'esm',
  minifySyntax: true,
  legalComments: 'none',
  external: Object.keys(dependencies).filter((name) => !name.startsWith('@suivi/')),
  logLevel: 'warning',
});

/** What the collector reads beside its bundle. */
copyFileSync(join(root, 'collector/src/api/install/install.sh'), join(root, 'collector/dist/install.sh'));

/** The page is files that the collector serves. */
if (!wanted['without-page']) {
  const web = join(root, 'collector/web');
  // Tests run with NODE_ENV=test, which would bring React's build for development.
  const env = { ...process.env, NODE_ENV: 'production' };
  const code = await run(join(web, 'node_modules/.bin/vite'), ['build', '--logLevel', 'warn'], {
    cwd: web,
    env,
  });
  if (code !== 0) process.exit(1);
}
