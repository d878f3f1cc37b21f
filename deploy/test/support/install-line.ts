import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import {
  bootMachine,
  createNetwork,
  DEBIAN_12,
  eventually,
  type Machine,
  type MachineKind,
  type MachineNetwork,
  openWorld,
  temporaryDirectory,
} from '@suivi/testkit';
import type { MachineItem } from './api.ts';
import { bundles } from './bundles.ts';
import { type Collector, call, startCollector } from './collector.ts';
import { buildAgentDeb } from './packages.ts';
import { AGENT_VERSION, shownOnMachines } from './systemd.ts';

/** Machines with systemd that know nothing of Suivi, and a collector that offers them the agent. */
export interface BareMachines extends AsyncDisposable {
  readonly network: MachineNetwork;
  readonly machines: readonly Machine[];
  readonly collector: Collector;
  readonly url: string;
  /** Where the collector looks for packages of the agent. */
  readonly agents: string;
  /** What the machines see as `PACKAGES`. */
  readonly packages: string;
}

/** One of them. */
export interface BareMachine extends Omit<BareMachines, 'machines'> {
  readonly machine: Machine;
}

/** Boots a machine of a kind, and starts a collector as `bareMachines` does. */
export async function bareMachine(kind: MachineKind = DEBIAN_12): Promise<BareMachine> {
  const { machines, ...rest } = await bareMachines([kind]);
  return { ...rest, machine: machines[0]! };
}

/**
 * Boots machines, one of each kind given, and starts a collector with the agent's package beside it, which speaks TLS with a
 * certificate of its own. Machines whose release came without Node are offered one.
 */
export async function bareMachines(kinds: readonly MachineKind[]): Promise<BareMachines> {
  const stack = new AsyncDisposableStack();
  try {
    const network = stack.use(await createNetwork());
    const data = stack.use(await temporaryDirectory('collector'));
    const built = stack.use(await temporaryDirectory('packages', 0o755));
    const agents = join(data.path, 'agents');
    await mkdir(agents);
    const [world] = await Promise.all([openWorld(), buildAgentDeb(agents, AGENT_VERSION)]);
    const collector = await startCollector(data.path, { SU_HOST: network.address });
    stack.use(collector.program);
    const machines = await Promise.all(
      kinds.map(async (kind) =>
        stack.use(await bootMachine(network, { kind, shown: shownOnMachines(world.path, built.path, kind) })),
      ),
    );
    await trustCollector(data.path);
    const bare = { network, machines, collector, url: collector.url, agents, packages: built.path };
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

/** A new token, for one machine unless said, with the line that the API gives for it. */
export const newLine = (url: string, maxUses = 1) =>
  call<{ token: string; installCommand: string }>(url, 'POST', '/api/enrolment-tokens', { maxUses });

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
