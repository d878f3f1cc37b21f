import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { DebEntry, DebSpec } from '@suivi/deb';
import { VARIABLES } from '../../collector/src/config.ts';
import { commonFields, documentation, maintainerScripts, text, unit } from './common.ts';
import { moduleEntries, modulesOf } from './modules.ts';
import { type CollectorArchitecture, nodeRuntime } from './node-runtime.ts';
import { path } from './paths.ts';
import type { Release } from './release.ts';
import { settingsText } from './settings.ts';

const NAME = 'suivi-collector';
const HOME = '/usr/lib/suivi-collector';
const FIXED = ['SU_DATA_DIR', 'SU_AGENT_PACKAGES_DIR'];
/** Where the unit looks for packages of the agent, after those that an administrator has put into /var/lib. */
const AGENTS = '/usr/share/suivi-collector/agents';
/** Whose builds of better-sqlite3 go along, by architecture; its C sources never do. */
const NATIVE: Record<CollectorArchitecture, string> = { amd64: 'linux-x64', arm64: 'linux-arm64' };

/** The package of the collector with the Node that it runs on, and the agent's, which it offers. The bundles and the page must have been built. */
export async function collectorPackage(
  release: Release,
  architecture: CollectorArchitecture,
  agentDeb: string,
): Promise<DebSpec> {
  const { node, licence } = await nodeRuntime(architecture);
  const settings = settingsText('the Suivi collector', VARIABLES, FIXED, NAME);
  return {
    control: {
      ...commonFields(NAME, release, architecture),
      // What Node's own builds are linked against.
      Depends: 'libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 8), systemd',
      Recommends: 'ca-certificates',
      Description: [
        'keeps what Suivi agents report, and serves it over a web API',
        'Knows the apt state of every machine, sends approved orders, and follows',
        'their runs live. Keeps everything in SQLite, or in PostgreSQL. Brings its',
        'own Node.',
      ].join('\n'),
    },
    entries: {
      ...(await programEntries(architecture)),
      ...(await pageEntries()),
      [`${HOME}/bin/node`]: { copyOf: node, mode: 0o755 },
      [`${AGENTS}/${basename(agentDeb)}`]: { copyOf: agentDeb },
      '/usr/bin/suivi-collector': { content: await text('collector/suivi-collector'), mode: 0o755 },
      [`${HOME}/no-views.conf`]: unit('suivi-no-views.conf'),
      [`/usr/lib/systemd/system/${NAME}.service`]: unit(`${NAME}.service`),
      [`/usr/lib/sysusers.d/${NAME}.conf`]: unit(`${NAME}.sysusers`),
      [`/usr/lib/tmpfiles.d/${NAME}.conf`]: unit(`${NAME}.tmpfiles`),
      // The address of a database may hold a password.
      '/etc/suivi/collector.env': { content: settings, mode: 0o600 },
      ...(await documentation(NAME, 'collector', release, [
        ...modulesOf(path('collector')),
        ...modulesOf(path('collector/web')),
      ])),
      [`/usr/share/doc/${NAME}/node.txt`]: { copyOf: licence },
    },
    conffiles: ['/etc/suivi/collector.env'],
    scripts: await maintainerScripts(NAME, 'collector'),
  };
}

/** The files of the page, where the program looks for them. */
async function pageEntries(): Promise<Record<string, DebEntry>> {
  const built = path('collector/web/dist');
  const files = await readdir(built, { recursive: true, withFileTypes: true });
  const entries: Record<string, DebEntry> = {};
  for (const file of files) {
    const place = relative(built, join(file.parentPath, file.name));
    // What begins with a dot is for tests of the build.
    if (file.isFile() && !place.startsWith('.'))
      entries[`${HOME}/web/${place}`] = { copyOf: join(built, place) };
  }
  return entries;
}

/** Our bundles and, beside them, the packages that they import. */
async function programEntries(architecture: CollectorArchitecture): Promise<Record<string, DebEntry>> {
  const entries: Record<string, DebEntry> = {};
  for (const file of ['collector.mjs', 'hash-worker.mjs', 'install.sh'])
    entries[`${HOME}/${file}`] = { copyOf: path(`collector/dist/${file}`) };
  const foreign: Record<string, RegExp> = {
    'better-sqlite3': new RegExp(`^(deps|src)/|^prebuilds/(?!${NATIVE[architecture]}\\.node$)`),
    // Builds for browsers.
    openpgp: /^dist\/(?!node\/openpgp\.mjs$)/,
  };
  for (const module of modulesOf(path('collector'))) {
    const leftOut = foreign[module.name] ?? null;
    Object.assign(entries, await moduleEntries(module, `${HOME}/node_modules`, leftOut));
  }
  return entries;
}
