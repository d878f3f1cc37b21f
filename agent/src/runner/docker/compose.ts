import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { DockerInventory, DockerStack } from '@suivi/shared';
import { runText } from '../../host/exec.ts';

/** Compose, as it is called here, and its version. */
export interface Compose {
  readonly command: readonly string[];
  readonly version: string | null;
}

const CANDIDATES: readonly (readonly string[])[] = [['docker', 'compose'], ['docker-compose']];

/** The environment for Compose: the engine to speak to, and root's own folder for the credentials of registries. */
export const composeEnvironment = (socket: string, env: NodeJS.ProcessEnv): Record<string, string> => ({
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
  HOME: env['HOME'] || '/root',
  DOCKER_HOST: `unix://${socket}`,
  COMPOSE_ANSI: 'never',
  COMPOSE_PROGRESS: 'plain',
  ...Object.fromEntries(
    ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  ),
});

/** Finds Compose: Docker's plugin, else the program of its own; null when there is neither. */
export async function findCompose(env: Record<string, string>): Promise<Compose | null> {
  for (const command of CANDIDATES) {
    const [program = '', ...args] = command;
    const { exitCode, value } = await runText(program, [...args, 'version', '--short'], { env });
    if (exitCode === 0) return { command, version: /\d+\.\d+\S*/.exec(value)?.[0]?.slice(0, 64) ?? null };
  }
  return null;
}

/** What an inventory says of Compose. */
export const describeCompose = (compose: Compose | null): DockerInventory['compose'] =>
  compose && { command: compose.command.join(' '), version: compose.version };

/** Where a stack is described. */
export interface Places extends Pick<DockerStack, 'workingDir' | 'configFiles'> {
  /** The label as it is: Compose 2 takes several files, and separates them by commas. */
  readonly environmentFile?: string | null;
}

/** The files with a stack's variables that were named when it was started, by their whole paths where they can be told. Pure. */
export const environmentFiles = ({ workingDir, environmentFile }: Places): string[] =>
  (environmentFile ?? '')
    .split(',')
    .filter((file) => file !== '')
    .map((file) => (isAbsolute(file) || workingDir === null ? file : join(workingDir, file)));

/** The call of Compose for one stack, less what it is to do. */
export const composeCommand = ({ command }: Compose, stack: string, places: Places): string[] => [
  ...command,
  '--project-name',
  stack,
  ...(places.workingDir === null ? [] : ['--project-directory', places.workingDir]),
  ...places.configFiles.flatMap((file) => ['--file', file]),
  ...environmentFiles(places).flatMap((file) => ['--env-file', file]),
];

/**
 * Why a stack cannot be handled by Compose here, with the next step; null when it can. Root is going to do what its files say,
 * so a file that everybody may write is refused.
 */
export async function stackTrouble(places: Places, compose: Compose | null): Promise<DockerStack['problem']> {
  if (places.configFiles.length === 0)
    return {
      code: 'files_unknown',
      message: 'Its containers do not say from which compose files they come. Update it where it is managed.',
    };
  for (const file of [...places.configFiles, ...environmentFiles(places)]) {
    const fault = await fileFault(file);
    if (fault !== null) return fault;
  }
  return compose === null
    ? {
        code: 'compose_missing',
        message:
          'Compose is not installed. Install the package docker-compose, or the plugin docker-compose-plugin.',
      }
    : null;
}

async function fileFault(file: string): Promise<DockerStack['problem']> {
  try {
    const path = await realpath(file);
    if ((await lstat(path)).mode & 0o002 || (await lstat(dirname(path))).mode & 0o002)
      return {
        code: 'files_writable',
        message: `Everybody may write to ${file} or its folder, so root does not follow it. Take that right away.`,
      };
    return null;
  } catch {
    return {
      code: 'files_missing',
      message: `${file} cannot be read any more. Put it back there, or update the stack where it is managed.`,
    };
  }
}
