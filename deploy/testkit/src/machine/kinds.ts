import { ORIGINS, type Release, releaseProblem } from './releases.ts';
import { machineProblem } from './requirements.ts';

/**
 * How much a machine may do. `full`: as root of a host may, but for what systemd-nspawn keeps from it. `unprivileged`: as in a
 * container of LXC whose root is nobody outside, with nesting, which is how Proxmox VE makes them. `no nesting`: the same, and no
 * service can have a view of the files of its own, for which units with a sandbox ask (226/NAMESPACE).
 */
export type Privilege = 'full' | 'unprivileged' | 'no nesting';

export interface MachineKind {
  /** For people. */
  readonly name: string;
  readonly release: Release;
  readonly privilege: Privilege;
  /** Whether its release came with Node, the package nodejs of its archive. */
  readonly hasNode: boolean;
}

const NAMES: Record<Release, string> = { bookworm: 'Debian 12', trixie: 'Debian 13', noble: 'Ubuntu 24.04' };

const kind = (release: Release, privilege: Privilege): MachineKind => ({
  name: `${NAMES[release]}${privilege === 'full' ? '' : `, ${privilege}`}`,
  release,
  privilege,
  hasNode: ORIGINS[release].packages.includes('nodejs'),
});

/** Debian 12 with all rights. */
export const DEBIAN_12: MachineKind = kind('bookworm', 'full');

/** Every kind that we test on. */
export const MACHINE_KINDS: readonly MachineKind[] = [
  DEBIAN_12,
  kind('trixie', 'full'),
  kind('noble', 'full'),
  kind('bookworm', 'unprivileged'),
  kind('trixie', 'unprivileged'),
  kind('noble', 'unprivileged'),
  kind('bookworm', 'no nesting'),
  kind('trixie', 'no nesting'),
];

/** Why machines of a kind cannot run here, as a sentence; null when they can. */
export const kindProblem = async ({ release }: MachineKind): Promise<string | null> =>
  (await machineProblem()) ?? releaseProblem(release);
