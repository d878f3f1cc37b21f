import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { readBootId } from '../../host/process.ts';

const FILES = ['etc/os-release', 'usr/lib/os-release', 'etc/apt/apt.conf', 'etc/apt/apt.conf.d', 'etc/pve'];

/** A text that changes when the system snapshot may: the boot, the host's name, its release, apt's settings. Runs nothing. */
export async function systemFingerprint(env: NodeJS.ProcessEnv): Promise<string> {
  const root = env['DPKG_ROOT'] || '/';
  const paths = [...FILES.map((path) => join(root, path)), ...(env['APT_CONFIG'] ? [env['APT_CONFIG']] : [])];
  const stats = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  const files = stats.map((found) => (found ? `${found.mtimeMs} ${found.size} ${found.ino}` : '-'));
  return [await readBootId().catch(() => ''), hostname(), ...files].join('\n');
}
