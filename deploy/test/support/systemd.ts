import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  bootMachine,
  createNetwork,
  DEBIAN_12,
  eventually,
  type Machine,
  type MachineKind,
  type MachineNetwork,
  machineProblem,
  openWorld,
  temporaryDirectory,
} from '@suivi/testkit';
import { bundles } from './bundles.ts';
import { type Collector, call, startCollector } from './collector.ts';
import { buildAgentDeb } from './packages.ts';

export { unitProperty } from './units.ts';
export { machineProblem };

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

/** Debian's Node 18, from its own release: the version that the agent must run on. */
const NODE = path('agent/node_modules/node18/bin/node');
export const AGENT = '/usr/lib/suivi-agent/suivi-agent.cjs';
export const RUNNER_DIR = '/var/lib/suivi-runner';
const ARCHIVES = '/srv/lab';

/** Where the packages under test lie inside. */
export const PACKAGES = '/srv/packages';
export const AGENT_VERSION = '1.0.0';

/** What a machine is shown: the test packages, a folder of the test's own, and Debian's Node 18 where its release came without. */
export const shownOnMachines = (
  world: string,
  packages: string,
  { hasNode }: MachineKind = DEBIAN_12,
): Record<string, string> => ({
  ...(!hasNode && { '/usr/bin/node': NODE }),
  [ARCHIVES]: world,
  [PACKAGES]: packages,
});

/** A machine with systemd on which the agent is installed and enrolled, and its collector beside it. */
export interface Installation extends AsyncDisposable {
  readonly network: MachineNetwork;
  readonly machine: Machine;
  readonly collector: Collector;
  readonly url: string;
  /** The machine's id. */
  readonly id: string;
  /** What the machine sees as `PACKAGES`. */
  readonly packages: string;
}

/** Boots a machine, installs the agent's package on it with apt, starts a collector, and lets the one enrol at the other. */
export async function install(packages: readonly string[] = [], kind = DEBIAN_12): Promise<Installation> {
  const stack = new AsyncDisposableStack();
  try {
    const network = stack.use(await createNetwork());
    const data = stack.use(await temporaryDirectory('collector'));
    const built = stack.use(await temporaryDirectory('packages', 0o755));
    const [world, agent] = await Promise.all([openWorld(), buildAgentDeb(built.path, AGENT_VERSION)]);
    const shown = shownOnMachines(world.path, built.path, kind);
    const [collector, machine] = await Promise.all([
      startCollector(data.path, { SU_HOST: network.address, SU_TLS: 'off' }),
      bootMachine(network, { shown, kind }),
    ]);
    stack.use(collector.program);
    stack.use(machine);
    await addArchives(machine, ['nodejs']);
    await machine.ensure('apt-get', '-qq', '-y', 'install', ...packages, `${PACKAGES}/${basename(agent)}`);
    await machine.write('/etc/suivi/agent.env', 'SU_REFRESH_HOURS=0\n');
    await addArchives(machine);
    const id = await enrol(machine, collector.url);
    const installation = { network, machine, collector, url: collector.url, id, packages: built.path };
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

/** Enrols it at a collector, which it may see under another address than we do, and waits until its agent is connected: gives its id. */
export async function enrol(
  machine: Pick<Machine, 'write' | 'ensure'>,
  url: string,
  seenAs = url,
): Promise<string> {
  const { token } = await call<{ token: string }>(url, 'POST', '/api/enrolment-tokens', {});
  await machine.write('/run/token', token, 0o600);
  await machine.ensure(
    'suivi-agent',
    'enroll',
    '--plain-http',
    '--url',
    seenAs,
    '--token-file',
    '/run/token',
  );
  await machine.ensure('systemctl', 'start', 'suivi-agent.service');
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
