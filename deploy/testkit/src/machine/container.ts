import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../wait.ts';
import { cgroupRoot } from './cgroup.ts';
import type { Privilege } from './kinds.ts';
import { forbidMountNamespaces, userOptions } from './privilege.ts';

/** What systemd-nspawn needs to know of a machine. */
export interface ContainerSpec {
  readonly name: string;
  /** The tree below, read only. */
  readonly base: string;
  /** Holds what the machine has written (`upper`), and `work` and `root` for the overlay. */
  readonly disk: string;
  readonly bridge: string;
  readonly privilege: Privilege;
  /** With the length of the prefix. */
  readonly address: string;
  /** Paths inside the machine, and what is shown there, read only. */
  readonly shown: Readonly<Record<string, string>>;
}

/** How systemd-nspawn ends when the machine asked for a reboot (--keep-unit). */
const REBOOT = 133;
const CONSOLE_CHARACTERS = 20_000;

/**
 * Runs systemd-nspawn in a cgroup of its own, over an overlay that is mounted where only it sees it. At its end, or on
 * TERM, whatever is left in the group is killed: machines end by what they are and not by a name.
 */
const BOOT = `
group=$1 base=$2 disk=$3
shift 3
trap : TERM
mkdir "$group" || exit
(
  echo 0 >"$group/cgroup.procs" &&
  mount -t overlay overlay -o "lowerdir=$base,upperdir=$disk/upper,workdir=$disk/work" "$disk/root" &&
  exec systemd-nspawn "$@"
) &
wait $!
code=$?
until echo 1 >"$group/cgroup.kill" && find "$group" -depth -type d -exec rmdir {} + 2>/dev/null; do sleep 0.02; done
exit $code`;

/** One boot of a machine, from power on to power off. */
export class Container {
  readonly #child: ChildProcess;
  #console = '';
  /** Resolves when nothing is left of it, with whether it asked to be started again. */
  readonly ended: Promise<{ reboot: boolean }>;

  static async start(spec: ContainerSpec): Promise<Container> {
    await writeFile(join(spec.disk, 'upper/etc/lab-address'), spec.address);
    const container = new Container(spec, join((await cgroupRoot())!, `suivi-${spec.name}`));
    if (spec.privilege === 'no nesting') await container.#forbidNesting();
    return container;
  }

  private constructor(spec: ContainerSpec, cgroup: string) {
    // The kernel tells the shell when we die, so that nothing stays behind when a test run is killed.
    const before = ['--pdeathsig', 'TERM', 'unshare', '--mount', '--propagation=private'];
    const shell = ['sh', '-c', BOOT, 'boot', cgroup, spec.base, spec.disk];
    this.#child = spawn('setpriv', [...before, ...shell, ...nspawnOptions(spec)], {
      env: { PATH: process.env.PATH ?? '', SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.on('data', (data: Buffer) => {
        this.#console = (this.#console + data.toString()).slice(-CONSOLE_CHARACTERS);
      });
    this.ended = once(this.#child, 'close').then(([code]) => ({ reboot: code === REBOOT }));
  }

  /** The last that it wrote to its console. */
  get console(): string {
    return this.#console;
  }

  /** The machine's PID 1 as seen from here; null while there is none. */
  async leader(): Promise<number | null> {
    const nspawn = await this.#nspawn();
    return nspawn && childOf(nspawn, 'systemd');
  }

  /** Asks for an orderly end. */
  async shutDown(): Promise<void> {
    const nspawn = await this.#nspawn();
    if (nspawn) process.kill(nspawn, 'SIGTERM');
  }

  /** Ends everything in it at once. */
  async kill(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.ended;
  }

  async #forbidNesting(): Promise<void> {
    const leader = await Promise.race([
      eventually(() => this.leader(), { what: 'its PID 1', timeoutMs: 20_000, intervalMs: 2 }),
      this.ended.then(() => null),
    ]);
    if (leader !== null) await forbidMountNamespaces(leader);
  }

  #nspawn(): Promise<number | null> {
    return childOf(this.#child.pid!, 'systemd-nspawn');
  }
}

/** A child of a process with this name, or null. */
async function childOf(pid: number, name: string): Promise<number | null> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  for (const child of children.trim().split(' ').filter(Boolean).map(Number))
    if ((await readFile(`/proc/${child}/comm`, 'utf8').catch(() => '')) === `${name}\n`) return child;
  return null;
}

const nspawnOptions = ({ name, disk, bridge, shown, privilege }: ContainerSpec) => [
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
  ...userOptions(privilege),
  ...Object.entries(shown).map(([inside, path]) => `--bind-ro=${path}:${inside}`),
];
