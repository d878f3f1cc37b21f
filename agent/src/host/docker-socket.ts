import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DockerInventory } from '@suivi/shared';

type EngineKind = NonNullable<DockerInventory['engine']>['kind'];

const ENGINES: readonly { kind: EngineKind; socket: string; programs: readonly string[] }[] = [
  { kind: 'docker', socket: '/run/docker.sock', programs: ['/usr/bin/dockerd', '/usr/sbin/dockerd'] },
  { kind: 'podman', socket: '/run/podman/podman.sock', programs: ['/usr/bin/podman'] },
];

/** An engine as everybody may see it, without a word to it. */
export interface SeenEngine {
  readonly kind: EngineKind;
  readonly socket: string;
  /** Whether its socket is there. */
  readonly listens: boolean;
}

/**
 * The container engine of this machine; null when there is none. Docker comes before Podman, and one that listens before one
 * that does not. `configured` (SU_DOCKER_SOCKET) is looked at alone. `root` is where the paths begin.
 */
export async function findEngine(configured: string | null, root = '/'): Promise<SeenEngine | null> {
  if (configured !== null) return { kind: 'docker', socket: configured, listens: await isSocket(configured) };
  const seen: SeenEngine[] = [];
  for (const { kind, socket, programs } of ENGINES) {
    const path = join(root, socket);
    if (await isSocket(path)) return { kind, socket: path, listens: true };
    for (const program of programs)
      if (await stat(join(root, program)).catch(() => null))
        seen.push({ kind, socket: path, listens: false });
  }
  // Podman needs no engine that runs: without its socket nothing is there to be read.
  return seen.find(({ kind }) => kind === 'docker') ?? null;
}

const isSocket = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => null))?.isSocket() ?? false;
