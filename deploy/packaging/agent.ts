import type { DebSpec } from '@suivi/deb';
import { VARIABLES } from '../../agent/src/config.ts';
import { commonFields, documentation, maintainerScripts, text, unit } from './common.ts';
import { modulesOf } from './modules.ts';
import { path } from './paths.ts';
import type { Release } from './release.ts';
import { settingsText } from './settings.ts';

const NAME = 'suivi-agent';
const UNITS = ['suivi-agent.service', 'suivi-runner.service', 'suivi-runner.path', 'suivi-runner.timer'];
/** The units say where these are. */
const FIXED = ['SU_ENROL_TOKEN', 'SU_DATA_DIR', 'SU_AGENT_STATE_DIR', 'SU_RUNNER_DIR'];
const PROGRAM = '/usr/lib/suivi-agent/suivi-agent.cjs';
const RUNNER = '/usr/lib/suivi-agent/suivi-runner.cjs';
/** By which the program knows as what it was packed. */
const VERSION_FILE = '/usr/lib/suivi-agent/suivi-agent.version';

/** The package of the agent and its runner. The bundles must have been built. */
export async function agentPackage(release: Release): Promise<DebSpec> {
  const settings = settingsText('the Suivi agent', VARIABLES, FIXED, 'suivi-agent');
  const units = UNITS.map((name) => [`/usr/lib/systemd/system/${name}`, unit(name)] as const);
  return {
    control: {
      ...commonFields(NAME, release, 'all'),
      Depends: 'nodejs (>= 18.19), systemd',
      Recommends: 'ca-certificates',
      Suggests: 'needrestart',
      Description: [
        "reports this machine's apt state and runs approved upgrades",
        'Tells a Suivi collector which packages are pending on this machine and why,',
        "and what changes. A short-lived runner carries out the collector's signed",
        'orders as far as /etc/suivi/policy.json allows them.',
      ].join('\n'),
    },
    entries: {
      [VERSION_FILE]: { content: `${release.version}\n` },
      [PROGRAM]: { copyOf: path('agent/dist/suivi-agent.cjs'), mode: 0o755 },
      [RUNNER]: { copyOf: path('agent/dist/suivi-runner.cjs'), mode: 0o755 },
      '/usr/bin/suivi-agent': { linkTo: '../lib/suivi-agent/suivi-agent.cjs' },
      ...Object.fromEntries(units),
      [`/usr/lib/${NAME}/no-views.conf`]: unit('suivi-no-views.conf'),
      [`/usr/lib/sysusers.d/${NAME}.conf`]: unit(`${NAME}.sysusers`),
      [`/usr/lib/tmpfiles.d/${NAME}.conf`]: unit(`${NAME}.tmpfiles`),
      '/etc/suivi/agent.env': { content: settings },
      '/etc/suivi/policy.json': { content: await text('agent/policy.json') },
      ...(await documentation(NAME, 'agent', release, modulesOf(path('agent')))),
    },
    conffiles: ['/etc/suivi/agent.env', '/etc/suivi/policy.json'],
    scripts: await maintainerScripts(NAME, 'agent'),
  };
}
