import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { release, version } from 'node:os';
import { join } from 'node:path';
import type { AptAnalysis } from '@suivi/shared';
import { kernelReason } from './kernels.ts';
import type { AptLayout } from './layout.ts';
import type { InstalledPackage } from './parse-installed.ts';

type Reboot = AptAnalysis['reboot'];

/** Files that a container manager leaves in its containers; their kernel is the host's. */
const CONTAINER_MARKS = [
  '/run/systemd/container',
  '/run/host/container-manager',
  '/run/.containerenv',
  '/.dockerenv',
  '/proc/vz',
];

/** The files that ask for a reboot: the flag, and the packages that set it, one a line. */
export const rebootMarkers = ({ root }: AptLayout): { flag: string; packages: string } => ({
  flag: join(root, 'run/reboot-required'),
  packages: join(root, 'run/reboot-required.pkgs'),
});

/** Whether a reboot is needed, and every reason. The kernel counts only where it is this machine's own. */
export async function readReboot(layout: AptLayout, installed: readonly InstalledPackage[]): Promise<Reboot> {
  const { flag, packages } = rebootMarkers(layout);
  const ownKernel = !layout.sandbox && !CONTAINER_MARKS.some((path) => existsSync(path));
  const kernel = ownKernel
    ? kernelReason(
        { release: release(), build: version() },
        installed.filter(({ complete }) => complete),
      )
    : null;
  return rebootFrom(existsSync(flag), await readFile(packages, 'utf8').catch(() => ''), kernel);
}

/** Joins the flag, the list of packages and the kernel into an answer. */
export function rebootFrom(flag: boolean, packages: string, kernel: string | null): Reboot {
  const names = [
    ...new Set(
      packages
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    ),
  ];
  const reasons: Reboot['reasons'] = [
    ...(flag ? names.map((name) => ({ kind: 'package' as const, text: name.slice(0, 256) })) : []),
    ...(flag && names.length === 0
      ? [{ kind: 'marker' as const, text: 'A package asked for a reboot.' }]
      : []),
    ...(kernel ? [{ kind: 'kernel' as const, text: kernel }] : []),
  ];
  return { required: reasons.length > 0, reasons };
}
