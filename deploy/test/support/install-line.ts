import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import {
  bootMachine,
  createNetwork,
  eventually,
  type Machine,
  type MachineNetwork,
  openWorld,
  temporaryDirectory,
} from '@suivi/testkit';
import type { MachineItem } from './api.ts';
import { bundles } from './bundles.ts';
import { type Collector, call, startCollector } from './collector.ts';
import { buildAgentDeb } from './packages.ts';
import { AGENT_VERSION, shownOnMachines } from './systemd.ts';

/** A machine with systemd that knows nothing of Suivi, and a collector that offers it the agent. */
export interface BareMachine extends AsyncDisposable {
  readonly network: MachineNetwork;
  readonly machine: Machine;
  readonly collector: Collector;
  readonly url: string;
  /** Where the collector looks for packages of the agent. */
  readonly agents: string;
  /** What the machine sees as `PACKAGES`. */
  readonly packages: string;
}

/** Boots a machine, and starts a collector with the agent's package beside it, which speaks TLS with a certificate of its own. */
export async function bareMachine(): Promise<BareMachine> {
  const stack = new AsyncDisposableStack();
  try {
    const network = stack.use(await createNetwork());
    const data = stack.use(await temporaryDirectory('collector'));
    const built = stack.use(await temporaryDirectory('packages', 0o755));
    const agents = join(data.path, 'agents');
    await mkdir(agents);
    const [world] = await Promise.all([openWorld(), buildAgentDeb(agents, AGENT_VERSION)]);
    const [collector, machine] = await Promise.all([
      startCollector(data.path, { SU_HOST: network.address }),
      bootMachine(network, { shown: shownOnMachines(world.path, built.path) }),
    ]);
    stack.use(collector.program);
    stack.use(machine);
    await trustCollector(data.path);
    const bare = { network, machine, collector, url: collector.url, agents, packages: built.path };
    return { ...bare, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Has this process trust the authority that the collector has made. */
async function trustCollector(dataDir: string): Promise<void> {
  const env = { PATH: process.env['PATH'], SU_DATA_DIR: dataDir, SU_TLS: 'own' };
  const { stdout } = await promisify(execFile)(process.execPath, [(await bundles()).collector, 'ca'], {
    env,
  });
  setDefaultCACertificates([...getCACertificates('default'), stdout]);
}

/** A new token with the line that the API gives for it. */
export const newLine = (url: string) =>
  call<{ token: string; installCommand: string }>(url, 'POST', '/api/enrolment-tokens', {});

/** Types a line into a shell on the machine that has no terminal. */
export const typeLine = (machine: Machine, line: string) =>
  machine.run('setsid', ['--wait', 'sh'], { input: `${line}\n`, timeoutMs: 120_000 });

/** The machine as soon as the collector shows it connected. */
export const firstConnected = (url: string, timeoutMs: number): Promise<MachineItem> =>
  eventually(
    async () => {
      const { items } = await call<{ items: MachineItem[] }>(url, 'GET', '/api/machines');
      return items.find(({ connected }) => connected);
    },
    { what: 'the machine, connected', timeoutMs },
  );
