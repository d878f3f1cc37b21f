import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { ensure, type Outcome, type RunOptions, run } from '../root/process.ts';
import { temporaryDirectory } from '../temp.ts';
import { eventually } from '../wait.ts';
import { machineProblem } from './requirements.ts';
import { type VmImage, vmImage } from './vm-image.ts';

const QEMU = 'qemu-system-x86_64';
/** It computes everything itself, since KVM is not at hand on every machine: a boot takes half a minute. */
const BOOT_MS = 300_000;
/** Under which address a virtual machine finds what listens on our loopback addresses. */
export const VM_HOST = '10.0.2.2';

/** Why no virtual machine can run here, as a sentence; null when one can. */
export async function vmProblem(): Promise<string | null> {
  if (process.arch !== 'x64') return 'virtual machines are made for amd64 only';
  for (const [program, deb] of Object.entries({
    [QEMU]: 'qemu-system-x86',
    ssh: 'openssh-client',
    mke2fs: 'e2fsprogs',
  }))
    if ((await run('sh', ['-c', 'command -v "$0"', program])).exitCode !== 0)
      return `a virtual machine needs ${program} (package ${deb})`;
  return machineProblem();
}

/** A Debian 12 with a kernel of its own, for what no container may do. Its disk lives until it is disposed of. */
export interface Vm extends AsyncDisposable {
  boot(): Promise<void>;
  /** Takes the power away: what was not written to the disk by then is lost. */
  powerCut(): Promise<void>;
  run(command: string, args?: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** As `run`, but throws unless the command ends with 0. Gives its standard output. */
  ensure(command: string, ...args: string[]): Promise<string>;
  write(path: string, content: string, mode?: number): Promise<void>;
  copyIn(file: string, to: string): Promise<void>;
}

/** Makes one and boots it. Ask `vmProblem` first. */
export async function bootVm(): Promise<Vm> {
  const image = await vmImage();
  const dir = await temporaryDirectory('vm');
  const disk = join(dir.path, 'disk');
  await ensure('cp', ['--sparse=always', '--reflink=auto', image.disk, disk], { timeoutMs: 300_000 });
  const port = await freePort();
  let child: ChildProcess | null = null;
  const options = sshOptions(image);
  const vm: Vm = {
    async boot() {
      child = spawn('setpriv', ['--pdeathsig', 'KILL', QEMU, ...qemuOptions(image, disk, port)], {
        stdio: 'ignore',
      });
      await eventually(
        async () => /^(running|degraded)/.test((await vm.run('systemctl', ['is-system-running'])).stdout),
        {
          what: 'the boot of the virtual machine',
          timeoutMs: BOOT_MS,
          intervalMs: 500,
        },
      );
    },
    async powerCut() {
      if (!child) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      child = null;
    },
    run: (command, args = [], more = {}) =>
      run(
        'ssh',
        [...options, '-p', String(port), 'root@127.0.0.1', [command, ...args].map(quoted).join(' ')],
        more,
      ),
    async ensure(command, ...args) {
      const outcome = await vm.run(command, args);
      if (outcome.exitCode === 0) return outcome.stdout;
      throw new Error(`${command} ${args.join(' ')}: exit ${outcome.exitCode}\n${outcome.output}`);
    },
    async write(path, content, mode = 0o644) {
      const script = 'mkdir -p "$(dirname "$0")" && cat >"$0" && chmod "$1" "$0"';
      const { exitCode, output } = await vm.run('sh', ['-c', script, path, mode.toString(8)], {
        input: content,
      });
      if (exitCode !== 0) throw new Error(`${path} cannot be written: ${output}`);
    },
    async copyIn(file, to) {
      await ensure('scp', ['-q', ...options, '-P', String(port), file, `root@127.0.0.1:${to}`]);
    },
    async [Symbol.asyncDispose]() {
      await vm.powerCut();
      await dir[Symbol.asyncDispose]();
    },
  };
  try {
    await vm.boot();
    return vm;
  } catch (error) {
    await vm[Symbol.asyncDispose]();
    throw error;
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

const sshOptions = ({ key }: VmImage): string[] => [
  ...['-i', key],
  ...[
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
    'ConnectTimeout=10',
    'BatchMode=yes',
  ].flatMap((option) => ['-o', option]),
];

const qemuOptions = ({ kernel, initrd }: VmImage, disk: string, port: number): string[] => [
  ...['-accel', 'tcg', '-cpu', 'max', '-m', '512', '-smp', '1', '-display', 'none', '-no-reboot'],
  ...['-kernel', kernel, '-initrd', initrd, '-append', 'root=/dev/vda rw net.ifnames=0 panic=-1 quiet'],
  ...['-drive', `file=${disk},format=raw,if=virtio`],
  ...['-netdev', `user,id=net,hostfwd=tcp:127.0.0.1:${port}-:22`, '-device', 'virtio-net-pci,netdev=net'],
];
