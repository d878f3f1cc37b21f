import { access, constants, mkdir, rmdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { run } from '../root/process.ts';
import { temporaryDirectory } from '../temp.ts';
import { cgroupRoot } from './cgroup.ts';
import { releaseProblem } from './releases.ts';

/** Programs and the Debian packages that bring them. */
const PROGRAMS = {
  'systemd-nspawn': 'systemd-container',
  mmdebstrap: 'mmdebstrap',
  ip: 'iproute2',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  unshare: 'util-linux',
};

let problem: Promise<string | null> | undefined;

/** Why machines with a systemd of their own cannot run here, as a sentence; null when they can. */
export function machineProblem(): Promise<string | null> {
  problem ??= findProblem();
  return problem;
}

async function findProblem(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'machines with systemd need root';
  for (const [program, deb] of Object.entries(PROGRAMS))
    if (!(await isInstalled(program))) return `machines with systemd need ${program} (package ${deb})`;
  return (await cgroupProblem()) ?? (await overlayProblem()) ?? releaseProblem('bookworm');
}

async function isInstalled(program: string): Promise<boolean> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = await Promise.all(
    folders.map((folder) =>
      access(join(folder, program), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

async function cgroupProblem(): Promise<string | null> {
  const root = await cgroupRoot();
  if (root === null) return 'machines with systemd need a mounted cgroup v2';
  const probe = join(root, `suivi-probe-${process.pid}`);
  try {
    await mkdir(probe);
    await rmdir(probe);
    return null;
  } catch (error) {
    return `machines with systemd need a cgroup v2 that may be written: ${(error as Error).message}`;
  }
}

async function overlayProblem(): Promise<string | null> {
  await using dir = await temporaryDirectory('overlay');
  for (const name of ['lower', 'upper', 'work', 'root']) await mkdir(join(dir.path, name));
  const options = `lowerdir=${dir.path}/lower,upperdir=${dir.path}/upper,workdir=${dir.path}/work`;
  const mount = ['mount', '-t', 'overlay', 'overlay', '-o', options, join(dir.path, 'root')];
  const { exitCode, output } = await run('unshare', ['--mount', ...mount]);
  return exitCode === 0 ? null : `machines with systemd need an overlay file system: ${output.trim()}`;
}
