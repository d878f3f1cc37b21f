import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dockerd, machineProblem, missingProgram, startEngineAt, temporaryDirectory } from '@suivi/testkit';

/** Programs and the Debian packages that bring them. */
const PROGRAMS = {
  '/usr/sbin/dockerd': 'docker.io',
  '/usr/bin/docker': 'docker.io',
  '/usr/bin/docker-compose': 'docker-compose',
};

/** Why containers cannot run here, as a sentence; null when they can. */
export const engineProblem = async (): Promise<string | null> =>
  (await missingProgram(PROGRAMS)) ?? machineProblem();

/** A container engine that nobody else uses. */
export interface Engine extends AsyncDisposable {
  /** Runs docker or docker-compose to its end, and gives what it wrote to standard output. Throws with all output. */
  run(program: 'docker' | 'docker-compose', args: readonly string[], options?: EngineRun): Promise<string>;
}

interface EngineRun {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

const LARGE = 64 * 1024 * 1024;

/** The networks that Compose makes are taken from here: bridges of its own containers. */
const NETWORKS = ['--ip-masq=false', '--default-address-pool', 'base=198.19.0.0/16,size=24'];

/** Starts dockerd on a socket and folders of its own; it goes with all that it ran when it is disposed of, and when we die. */
export async function startEngine(): Promise<Engine> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await temporaryDirectory('engine'));
  const socket = join(dir.path, 'engine.sock');
  stack.defer(await startEngineAt(dockerd({ directory: dir.path, socket }, NETWORKS), socket));
  const env = { ...process.env, PATH: `/usr/bin:${process.env['PATH']}`, HOME: dir.path };
  const run: Engine['run'] = async (program, rest, { env: more = {}, cwd } = {}) => {
    const own = { DOCKER_HOST: `unix://${socket}`, DOCKER_BUILDKIT: '0', COMPOSE_DOCKER_CLI_BUILD: '0' };
    const options = { env: { ...env, ...own, ...more }, maxBuffer: LARGE, ...(cwd && { cwd }) };
    try {
      return (await promisify(execFile)(program, rest, options)).stdout;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${program} ${rest.join(' ')}: ${stdout}${stderr}`, { cause: error });
    }
  };
  stack.defer(async () => {
    const networks = await run('docker', ['network', 'ls', '--quiet', '--filter', 'type=custom']).catch(
      () => '',
    );
    if (networks) await run('docker', ['network', 'rm', ...networks.trim().split('\n')]);
  });
  stack.defer(async () => {
    const containers = await run('docker', ['ps', '--quiet', '--all']).catch(() => '');
    if (containers) await run('docker', ['rm', '--force', '--volumes', ...containers.trim().split('\n')]);
  });
  const held = stack.move();
  return { run, [Symbol.asyncDispose]: () => held.disposeAsync() };
}
