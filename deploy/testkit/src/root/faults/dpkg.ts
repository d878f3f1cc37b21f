import { appendFile, rm, writeFile } from 'node:fs/promises';
import { confFile } from '../../world/installed.ts';
import { killProcessesOf } from '../process.ts';
import type { SandboxRoot } from '../sandbox-root.ts';

/** A live apt-get sits in the postinst of lab-hang and holds every lock; `root.releaseHang()` lets it finish. */
export async function lockHeld(root: SandboxRoot): Promise<void> {
  await root.offer('hang');
  root.spawn('apt-get', ['-qq', '-y', 'install', 'lab-hang']);
  await root.hung();
}

/** apt, dpkg and the script were all killed at once, as in a power cut: the journal is dirty. */
export async function dpkgInterrupted(root: SandboxRoot): Promise<void> {
  await lockHeld(root);
  await killProcessesOf(root.dir);
  await rm(root.path('run/lab-hang.pid'));
  await root.releaseHang();
}

export async function statusCorrupt(root: SandboxRoot): Promise<void> {
  await appendFile(root.path('var/lib/dpkg/status'), 'Package: lab-app\nthis is no field\n\n');
}

/** lab-needed was taken away from lab-dependent by force. */
export async function unmetDependencies(root: SandboxRoot): Promise<void> {
  await root.ensure('dpkg', '--force-depends', '--remove', 'lab-needed');
}

/** Somebody has edited the file that the next version of lab-conf changes too. */
export async function confFileChanged(root: SandboxRoot): Promise<void> {
  await writeFile(root.path(confFile('lab-conf')), 'value=mine\n');
}
