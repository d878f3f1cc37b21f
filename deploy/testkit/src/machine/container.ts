import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Cgroup } from './cgroup.ts';

/** What systemd-nspawn needs to know of a machine. */
export interface ContainerSpec {
  readonly name: string;
  /** The tree below, read only. */
  readonly base: string;
  /** Holds what the machine has written (`upper`), and `work` and `root` for the overlay. */
  readonly disk: string;
  readonly bridge: string;
  /** With the length of the prefix. */
  readonly address: string;
  /** Paths inside the machine, and what is shown there, read only. */
  readonly shown: Readonly<Record<string, string>>;
}

/** How systemd-nspawn ends when the machine asked for a reboot (--keep-unit). */
const REBOOT = 133;
const CONSOLE_CHARACTERS = 20_000;

/** Enters the cgroup, mounts the overlay where only this process sees it, and becomes systemd-nspawn. */
const BOOT = `
echo $$ >"$1/cgroup.procs"
mount -t overlay overlay -o "lowerdir=$2,upperdir=$3/upper,workdir=$3/work" "$3/root"
shift 3
exec systemd-nspawn "$@"`;

/** One boot of a machine, from power on to power off. */
export class Container {
  readonly #child: ChildProcess;
  readonly #cgroup: Cgroup;
  #console = '';
  /** Resolves when nothing is left of it, with whether it asked to be started again. */
  readonly ended: Promise<{ reboot: boolean }>;

  static async start(spec: ContainerSpec): Promise<Container> {
    await writeFile(join(spec.disk, 'upper/etc/lab-address'), spec.address);
    return new Container(spec, await Cgroup.create(`suivi-${spec.name}`));
  }

  private constructor(spec: ContainerSpec, cgroup: Cgroup) {
    this.#cgroup = cgroup;
    // The kernel ends it when we die, so that nothing stays behind when a test run is killed.
    const before = ['--pdeathsig', 'KILL', 'unshare', '--mount', '--propagation=private'];
    const shell = ['sh', '-e', '-c', BOOT, 'boot', cgroup.path, spec.base, spec.disk];
    this.#child = spawn('setpriv', [...before, ...shell, ...nspawnOptions(spec)], {
      env: { PATH: process.env.PATH ?? '', SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.on('data', (data: Buffer) => {
        this.#console = (this.#console + data.toString()).slice(-CONSOLE_CHARACTERS);
      });
    this.ended = this.#end();
  }

  /** The last that it wrote to its console. */
  get console(): string {
    return this.#console;
  }

  /** The machine's PID 1 as seen from here; null while there is none. */
  async leader(): Promise<number | null> {
    const { pid } = this.#child;
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    for (const child of children.trim().split(' ').filter(Boolean).map(Number))
      if ((await readFile(`/proc/${child}/comm`, 'utf8').catch(() => '')) === 'systemd\n') return child;
    return null;
  }

  /** Asks for an orderly end. */
  shutDown(): void {
    this.#child.kill('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#cgroup.kill();
    await this.ended;
  }

  async #end(): Promise<{ reboot: boolean }> {
    const [code] = await once(this.#child, 'close');
    await this.#cgroup.remove();
    return { reboot: code === REBOOT };
  }
}

const nspawnOptions = ({ name, disk, bridge, shown }: ContainerSpec) => [
  '--quiet',
  '--boot',
  '--keep-unit',
  '--register=no',
  `--directory=${disk}/root`,
  `--machine=${name}`,
  `--hostname=${name}`,
  `--network-bridge=${bridge}`,
  '--resolv-conf=off',
  '--timezone=off',
  '--link-journal=no',
  '--console=pipe',
  ...Object.entries(shown).map(([inside, path]) => `--bind-ro=${path}:${inside}`),
];
