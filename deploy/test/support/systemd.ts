import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  bootMachine,
  createNetwork,
  eventually,
  type Machine,
  type MachineNetwork,
  machineProblem,
  openWorld,
  temporaryDirectory,
} from '@suivi/testkit';
import { bundles } from './bundles.ts';
import { type Collector, call, startCollector } from './collector.ts';

export { machineProblem };

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

/** Debian's Node 18, from its own release: the version that the agent must run on. */
const NODE = path('agent/node_modules/node18/bin/node');
export const AGENT = '/usr/lib/suivi/suivi-agent.cjs';
export const RUNNER_DIR = '/var/lib/suivi-runner';
const ARCHIVES = '/srv/lab';

/** Where each file of deploy/systemd goes. */
const PLACES = {
  'suivi-agent.service': '/usr/lib/systemd/system/suivi-agent.service',
  'suivi-runner.service': '/usr/lib/systemd/system/suivi-runner.service',
  'suivi-runner.path': '/usr/lib/systemd/system/suivi-runner.path',
  'suivi-runner.timer': '/usr/lib/systemd/system/suivi-runner.timer',
  'suivi.sysusers': '/usr/lib/sysusers.d/suivi.conf',
  'suivi.tmpfiles': '/usr/lib/tmpfiles.d/suivi.conf',
};

/** What lives from boot to boot and is started beside the agent. */
const UNITS = ['suivi-runner.path', 'suivi-runner.timer', 'suivi-runner.service'];

/** A machine with systemd on which the agent is installed and enrolled, and its collector beside it. */
export interface Installation extends AsyncDisposable {
  readonly network: MachineNetwork;
  readonly machine: Machine;
  readonly collector: Collector;
  readonly url: string;
  /** The machine's id. */
  readonly id: string;
}

/** Boots a machine, installs the agent with its units on it, starts a collector, and lets the one enrol at the other. */
export async function install(packages: readonly string[] = []): Promise<Installation> {
  const stack = new AsyncDisposableStack();
  try {
    const network = stack.use(await createNetwork());
    const data = stack.use(await temporaryDirectory('collector'));
    const world = await openWorld();
    const shown = { '/usr/bin/node': NODE, [ARCHIVES]: world.path };
    const [collector, machine] = await Promise.all([
      startCollector(data.path, { SU_HOST: network.address }),
      bootMachine(network, { shown }),
    ]);
    stack.use(collector.program);
    stack.use(machine);
    await addArchives(machine);
    if (packages.length > 0) await machine.ensure('apt-get', '-qq', '-y', 'install', ...packages);
    await installAgent(machine);
    const id = await enrol(machine, collector.url);
    const installation = { network, machine, collector, url: collector.url, id };
    return { ...installation, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Offers the test packages under the suites named, over those that the machine has. */
export async function addArchives(machine: Machine, suites: readonly string[] = []): Promise<void> {
  const source = (archive: string, names: string) =>
    `Types: deb\nURIs: file:${ARCHIVES}/${archive}\nSuites: ${names}\nComponents: main\nSigned-By: ${ARCHIVES}/debian/key.asc\n`;
  const texts = [source('debian', 'trixie trixie-updates'), source('debian-security', 'trixie-security')];
  if (suites.length > 0) texts.push(source('offers', suites.join(' ')));
  await machine.write('/etc/apt/sources.list.d/lab.sources', texts.join('\n'));
  await machine.ensure('apt-get', '-qq', 'update');
}

/** Puts the agent's bundle on the machine, as an upgrade of its package does. */
export const putBundle = async (machine: Machine): Promise<void> =>
  machine.write(AGENT, await readFile((await bundles()).agent, 'utf8'));

async function installAgent(machine: Machine): Promise<void> {
  await putBundle(machine);
  for (const [name, place] of Object.entries(PLACES))
    await machine.write(place, await readFile(path(`deploy/systemd/${name}`), 'utf8'));
  await machine.write('/etc/default/suivi-agent', 'SU_REFRESH_HOURS=0\n');
  await machine.write('/etc/suivi/policy.json', JSON.stringify({ profile: 'standard' }));
  await machine.ensure('systemd-sysusers');
  await machine.ensure('systemd-tmpfiles', '--create');
  await machine.ensure(
    'install',
    '-d',
    '-m',
    '0700',
    '-o',
    'suivi-agent',
    '-g',
    'suivi-agent',
    '/var/lib/suivi-agent',
  );
  await machine.ensure('systemctl', 'daemon-reload');
  await machine.ensure('systemctl', 'enable', '--now', ...UNITS);
}

async function enrol(machine: Machine, url: string): Promise<string> {
  const { token } = await call<{ token: string }>(url, 'POST', '/api/enrolment-tokens', {});
  await machine.write('/run/token', token, 0o600);
  await machine.ensure('node', AGENT, 'enroll', '--url', url, '--token-file', '/run/token');
  await machine.ensure('systemctl', 'enable', '--now', 'suivi-agent.service');
  return eventually(
    async () => {
      const { items } = await call<{ items: { id: string; connected: boolean }[] }>(
        url,
        'GET',
        '/api/machines',
      );
      return items.find(({ connected }) => connected)?.id;
    },
    { what: 'the agent to connect', timeoutMs: 60_000 },
  );
}

/** The value of one property of a unit. */
export const unitProperty = (machine: Machine, unit: string, property: string): Promise<string> =>
  machine.ensure('systemctl', 'show', '--value', '-p', property, unit);
