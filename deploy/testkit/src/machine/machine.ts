import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, type RunOptions, run } from '../root/process.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../temp.ts';
import { eventually } from '../wait.ts';
import { baseTree, shiftedTree } from './base-tree.ts';
import { Container, type ContainerSpec } from './container.ts';
import { insideCommand } from './inside.ts';
import { DEBIAN_12, type MachineKind } from './kinds.ts';
import { type MachineNetwork, setPort } from './network.ts';
import { firstUserOf, prepareDisk } from './privilege.ts';

export interface MachineOptions {
  /** Debian 12 with all rights unless said. Ask `kindProblem` first for any other one. */
  readonly kind?: MachineKind;
  /** Paths inside the machine, and what of this machine is shown there, read only. */
  readonly shown?: Readonly<Record<string, string>>;
}

const BOOT_MS = 60_000;
const SHUTDOWN_MS = 90_000;
let machines = 0;

/** Makes a machine with a disk and an address of its own, and boots it. Ask `machineProblem` first. */
export async function bootMachine(
  network: MachineNetwork,
  { shown = {}, kind = DEBIAN_12 }: MachineOptions = {},
): Promise<Machine> {
  const { release, privilege } = kind;
  const owner = firstUserOf(privilege);
  const base = await (owner === 0 ? baseTree(release) : shiftedTree(release, owner));
  machines += 1;
  const name = `m${process.pid.toString(36)}-${machines}`;
  const disk = await temporaryDirectory('machine', 0o755);
  for (const part of ['work', 'root']) await mkdir(join(disk.path, part), { recursive: true });
  await prepareDisk(join(disk.path, 'upper'), privilege);
  const machine = new Machine({
    name,
    base: join(base, 'tree'),
    disk,
    address: network.nextAddress(),
    bridge: network.bridge,
    privilege,
    shown,
  });
  try {
    await machine.boot();
    return machine;
  } catch (error) {
    await machine[Symbol.asyncDispose]();
    throw error;
  }
}

/** A Debian machine with a real systemd as PID 1. Its disk lives until it is disposed of, however often it is booted. */
export class Machine implements AsyncDisposable {
  readonly name: string;
  readonly #spec: ContainerSpec;
  readonly #disk: TemporaryDirectory;
  #container: Container | null = null;
  #life: Promise<void> = Promise.resolve();
  #isPluggedIn = true;

  constructor({ disk, ...spec }: Omit<ContainerSpec, 'disk'> & { disk: TemporaryDirectory }) {
    this.name = spec.name;
    this.#disk = disk;
    this.#spec = { ...spec, disk: disk.path };
  }

  /** Switches it on and waits until systemd has started everything. */
  async boot(): Promise<void> {
    if (this.#container) throw new Error(`${this.name} is on`);
    this.#container = await Container.start(this.#spec);
    this.#life = this.#live(this.#container);
    await this.untilBooted();
  }

  /** Waits until systemd has started everything, well or not: after `boot`, and after a reboot from within. */
  async untilBooted(): Promise<void> {
    await eventually(
      async () => {
        if (!this.#container) return true;
        const { stdout } = await this.run('systemctl', ['is-system-running']);
        return /^(running|degraded)$/.test(stdout);
      },
      { what: `the boot of ${this.name}`, timeoutMs: BOOT_MS, intervalMs: 50 },
    );
    if (!this.#container) throw new Error(`${this.name} went off while it booted`);
    if (!this.#isPluggedIn) await this.unplug();
  }

  /** Runs a command inside as root. A failure is an outcome, not an exception. Throws when the machine is off. */
  async run(command: string, args: readonly string[] = [], options: RunOptions = {}): Promise<Outcome> {
    const leader = await this.#container?.leader();
    if (!leader) throw new Error(`${this.name} is off`);
    const [file, ...rest] = await insideCommand(leader, [command, ...args]);
    return run(file!, rest, options);
  }

  /** As `run`, but throws with the whole output unless the command ends with 0. Gives its standard output. */
  async ensure(command: string, ...args: string[]): Promise<string> {
    const outcome = await this.run(command, args);
    if (outcome.exitCode === 0) return outcome.stdout;
    throw new Error(
      `${this.name}: ${command} ${args.join(' ')}: exit ${outcome.exitCode}\n${outcome.output}`,
    );
  }

  /** Writes a file inside, with its directories. */
  async write(path: string, content: string, mode = 0o644): Promise<void> {
    const script = 'mkdir -p "$(dirname "$0")" && cat >"$0.new" && chmod "$1" "$0.new" && mv "$0.new" "$0"';
    const options = { input: content };
    const { exitCode, output } = await this.run('sh', ['-c', script, path, mode.toString(8)], options);
    if (exitCode !== 0) throw new Error(`${this.name}: ${path} cannot be written: ${output}`);
  }

  /** Names the present boot; another one after each. */
  bootId(): Promise<string> {
    return this.ensure('cat', '/proc/sys/kernel/random/boot_id');
  }

  /** Takes the power away: everything in it ends at once. */
  async powerCut(): Promise<void> {
    const container = this.#container;
    this.#container = null;
    await container?.kill();
    await this.#life;
  }

  /** Shuts it down in an orderly way. Throws when that does not end. */
  async shutDown(): Promise<void> {
    const container = this.#container;
    await container?.shutDown();
    await eventually(() => this.#container !== container || container === null, {
      what: `the end of ${this.name}`,
      timeoutMs: SHUTDOWN_MS,
    });
    await this.#life;
  }

  /** Pulls the cable out of its network. */
  async unplug(): Promise<void> {
    this.#isPluggedIn = false;
    await setPort(this.name, 'down');
  }

  async plugIn(): Promise<void> {
    this.#isPluggedIn = true;
    await setPort(this.name, 'up');
  }

  /** The last lines of its console. */
  get console(): string {
    return this.#container?.console ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.powerCut();
    await this.#disk[Symbol.asyncDispose]();
  }

  /** From power on to power off, over as many reboots as it asks for. */
  async #live(container: Container): Promise<void> {
    const { reboot } = await container.ended;
    if (this.#container !== container) return;
    this.#container = reboot ? await Container.start(this.#spec) : null;
    if (this.#container) await this.#live(this.#container);
  }
}
