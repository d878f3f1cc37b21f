import { access, constants } from 'node:fs/promises';
import type { EngineKind } from './engines.ts';

/** Programs and the Debian packages that bring them. */
const PROGRAMS = {
  '/usr/bin/docker': 'docker.io',
  '/usr/bin/docker-compose': 'docker-compose',
  '/usr/bin/docker-registry': 'docker-registry',
  '/bin/busybox': 'busybox-static',
};

const ENGINE_PROGRAMS: Record<EngineKind, Record<string, string>> = {
  docker: { '/usr/sbin/dockerd': 'docker.io' },
  podman: { '/usr/bin/podman': 'podman' },
};

/** Why a container engine of a test's own cannot run here, as a sentence; null when it can. */
export async function dockerProblem(kind: EngineKind = 'docker'): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'a container engine of its own needs root';
  return missingProgram({ ...ENGINE_PROGRAMS[kind], ...PROGRAMS });
}

/** Which of these programs is not there, by the Debian package that brings it, as a sentence; null when all are. */
export async function missingProgram(programs: Readonly<Record<string, string>>): Promise<string | null> {
  for (const [program, deb] of Object.entries(programs))
    if (!(await isExecutable(program)))
      return `a container engine of its own needs ${program} (package ${deb})`;
  return null;
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
