import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { eventually, machineProblem, temporaryDirectory } from '@suivi/testkit';

/** Programs and the Debian packages that bring them. */
const PROGRAMS = { dockerd: 'docker.io', docker: 'docker.io', 'docker-compose': 'docker-compose' };

/** Why containers cannot run here, as a sentence; null when they can. */
export async function engineProblem(): Promise<string | null> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  for (const [program, deb] of Object.entries(PROGRAMS))
    if (!folders.some((folder) => existsSync(join(folder, program))))
      return `containers need ${program} (package ${deb})`;
  return machineProblem();
}

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

/** Starts dockerd on a socket and folders of its own; it goes with all that it ran when it is disposed of, and when we die. */
export async function startEngine(): Promise<Engine> {
  const dir = await temporaryDirectory('engine');
  const socket = `unix://${dir.path}/engine.sock`;
  const folders = [
    '--data-root',
    `${dir.path}/data`,
    '--exec-root',
    `${dir.path}/exec`,
    '--pidfile',
    `${dir.path}/pid`,
  ];
  // Nothing of this machine's network is changed but for the bridges of its own containers.
  const network = ['--bridge=none', '--iptables=false', '--ip-masq=false'];
  const pool = ['--default-address-pool', 'base=198.19.0.0/16,size=24'];
  const env = { ...process.env, PATH: `/usr/bin:${process.env['PATH']}:/usr/sbin`, HOME: dir.path };
  const args = ['--pdeathsig', 'TERM', 'dockerd', '--host', socket, ...folders, ...network, ...pool];
  const daemon = spawn('setpriv', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [daemon.stdout, daemon.stderr])
    stream.on('data', (data: Buffer) => {
      said = (said + data.toString()).slice(-4000);
    });
  const ended = once(daemon, 'close');
  const run: Engine['run'] = async (program, rest, { env: more = {}, cwd } = {}) => {
    const all = { ...env, DOCKER_HOST: socket, DOCKER_BUILDKIT: '0', COMPOSE_DOCKER_CLI_BUILD: '0', ...more };
    const options = { env: all, maxBuffer: LARGE, ...(cwd && { cwd }) };
    try {
      return (await promisify(execFile)(program, rest, options)).stdout;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${program} ${rest.join(' ')}: ${stdout}${stderr}`, { cause: error });
    }
  };
  const dispose = async () => {
    const containers = await run('docker', ['ps', '--quiet', '--all']).catch(() => '');
    if (containers) await run('docker', ['rm', '--force', '--volumes', ...containers.trim().split('\n')]);
    const networks = await run('docker', ['network', 'ls', '--quiet', '--filter', 'type=custom']).catch(
      () => '',
    );
    if (networks) await run('docker', ['network', 'rm', ...networks.trim().split('\n')]);
    daemon.kill('SIGTERM');
    await ended;
    await dir[Symbol.asyncDispose]();
  };
  try {
    await eventually(() => run('docker', ['version']), {
      what: 'the engine',
      timeoutMs: 60_000,
      intervalMs: 200,
    });
  } catch (error) {
    daemon.kill('SIGKILL');
    await dir[Symbol.asyncDispose]();
    throw new Error(`${(error as Error).message}\n${said}`, { cause: error });
  }
  return { run, [Symbol.asyncDispose]: dispose };
}
