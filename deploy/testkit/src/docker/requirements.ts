import { access, constants } from 'node:fs/promises';

/** Programs and the Debian packages that bring them. */
const PROGRAMS = {
  '/usr/sbin/dockerd': 'docker.io',
  '/usr/bin/docker': 'docker.io',
  '/usr/bin/docker-compose': 'docker-compose',
  '/usr/bin/docker-registry': 'docker-registry',
  '/bin/busybox': 'busybox-static',
};

/** Why a container engine of a test's own cannot run here, as a sentence; null when it can. */
export async function dockerProblem(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'a container engine of its own needs root';
  for (const [program, deb] of Object.entries(PROGRAMS))
    if (!(await isExecutable(program)))
      return `a container engine of its own needs ${program} (package ${deb})`;
  return null;
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
