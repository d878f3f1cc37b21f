import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { ensure, run } from '../root/process.ts';
import { temporaryDirectory } from '../temp.ts';
import { eventually } from '../wait.ts';
import { composePlugin } from './compose.ts';
import { ENGINES, type EngineKind } from './engines.ts';
import { startEngineAt, startWithUs } from './process.ts';

/** A container engine and a registry of a test's own, with nothing in them. */
export interface DockerBox extends AsyncDisposable {
  readonly socket: string;
  /** `127.0.0.1:<port>` of the registry. */
  readonly registry: string;
  /** A folder for compose files. */
  readonly directory: string;
  /** A home whose `.docker` has the login to the registry, if that is private, and Compose 2 as a plugin, if it is to be had. */
  readonly home: string;
  /** Runs Debian's docker against the engine; gives its output. Throws when it fails. */
  docker(...args: string[]): Promise<string>;
  /** Makes an image that differs by `mark`, and puts it into the registry under this name; gives its digest there. */
  publish(name: string, mark: string, changes?: readonly string[]): Promise<string>;
  /** The same, but the engine itself knows nothing of it: its name stands for the image from before. */
  publishAhead(name: string, mark: string, changes?: readonly string[]): Promise<string>;
  /** Writes a compose file of these services into a folder of its own and starts it; gives the folder. */
  up(stack: string, services: Readonly<Record<string, object>>, by?: 1 | 2): Promise<string>;
  stopRegistry(): Promise<void>;
  startRegistry(): Promise<void>;
}

/** What containers of the tests do: nothing, until they are told to end. */
export const IDLE = ['/bin/sh', '-c', "trap 'exit 0' TERM; sleep 100000 & wait"];

/** An account of the registry, and the line of htpasswd for it, by bcrypt: its password is `word`. */
export const ACCOUNT = {
  auth: Buffer.from('ann:word').toString('base64'),
  line: 'ann:$2b$04$1ydqFLYKkuIW46U4mHNBC.vwP6lwgyPDtMN/zWxwxOdjQG2nUZyxm',
};

interface DockerOptions {
  readonly isPrivate?: boolean;
  /** 1 is Debian 12's program; 2 is Debian 13's plugin: ask `composeProblem` first, and give `home` to who is to find it. */
  readonly compose?: 1 | 2;
}

/**
 * Starts an engine and docker-registry on a socket, a data root and a port of their own: see `dockerProblem`. A private registry
 * knows `ACCOUNT` alone; `home` has its login as root's would.
 */
export async function startDocker(
  kind: EngineKind = 'docker',
  { isPrivate = false, compose = 1 }: DockerOptions = {},
): Promise<DockerBox> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await temporaryDirectory('docker'));
  const socket = join(dir.path, 'engine.sock');
  const port = await freePort();
  const registry = `127.0.0.1:${port}`;
  const home = join(dir.path, 'home');
  await mkdir(join(home, '.docker'), { recursive: true });
  const auths = isPrivate ? { [registry]: { auth: ACCOUNT.auth } } : {};
  await writeFile(join(home, '.docker/config.json'), JSON.stringify({ auths }), { mode: 0o600 });
  const plugins = join(home, '.docker/cli-plugins');
  if (compose === 2) {
    await mkdir(plugins);
    await symlink(await composePlugin(), join(plugins, 'docker-compose'));
  }
  const env = { DOCKER_HOST: `unix://${socket}`, HOME: home };
  const docker = async (...args: string[]) => {
    const { exitCode, output } = await run('/usr/bin/docker', args, { env });
    if (exitCode !== 0) throw new Error(`docker ${args.join(' ')}: ${output}`);
    return output.trim();
  };
  const tree = join(dir.path, 'tree');
  await mkdir(join(tree, 'bin'), { recursive: true });
  await copyFile('/bin/busybox', join(tree, 'bin/sh'));

  const engine = await ENGINES[kind]({ directory: dir.path, socket, registry });
  stack.defer(await startEngineAt(engine, socket));
  let stopRegistry = await startRegistry(dir.path, port, isPrivate);
  stack.defer(() => stopRegistry());
  stack.defer(async () => {
    const all = (await docker('ps', '--all', '--quiet')).split('\n').filter((id) => id !== '');
    if (all.length > 0) await docker('rm', '--force', ...all);
  });
  const publish: DockerBox['publish'] = async (name, mark, changes = []) => {
    await writeFile(join(tree, 'mark'), mark);
    const archive = join(dir.path, 'image.tar');
    await ensure('tar', ['--create', '--file', archive, '--directory', tree, '.']);
    const image = `${registry}/${name}`;
    const options = [`CMD ${JSON.stringify(IDLE)}`, ...changes].flatMap((change) => ['--change', change]);
    await docker('import', ...options, archive, image);
    const pushed = await docker('push', image);
    const digest = /digest: (sha256:[0-9a-f]{64})/.exec(pushed)?.[1];
    if (!digest) throw new Error(`no digest in: ${pushed}`);
    return digest;
  };
  const held = stack.move();
  return {
    socket,
    registry,
    directory: dir.path,
    home,
    docker,
    publish,
    async publishAhead(name, mark, changes) {
      const image = `${registry}/${name}`;
      const idOf = () => docker('image', 'inspect', '--format', '{{.Id}}', image);
      const before = await idOf();
      const digest = await publish(name, mark, changes);
      const ahead = await idOf();
      await docker('tag', before, image);
      await docker('image', 'rm', '--force', ahead);
      return digest;
    },
    async up(name, services, by = compose) {
      const folder = join(dir.path, 'stacks', name);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'docker-compose.yml'), JSON.stringify({ version: '2.4', services }));
      const places = ['--project-directory', folder, '--file', join(folder, 'docker-compose.yml')];
      const [program, ...first] = COMPOSE[by];
      await ensure(program, [...first, '--project-name', name, ...places, 'up', '--detach'], { env });
      return folder;
    },
    stopRegistry: () => stopRegistry(),
    async startRegistry() {
      stopRegistry = await startRegistry(dir.path, port, isPrivate);
    },
    [Symbol.asyncDispose]: () => held[Symbol.asyncDispose](),
  };
}

const COMPOSE = { 1: ['/usr/bin/docker-compose'], 2: ['/usr/bin/docker', 'compose'] } as const;

async function startRegistry(
  directory: string,
  port: number,
  isPrivate: boolean,
): Promise<() => Promise<void>> {
  const accounts = join(directory, 'htpasswd');
  await writeFile(accounts, `${ACCOUNT.line}\n`);
  const auth = isPrivate ? { htpasswd: { realm: 'registry', path: accounts } } : undefined;
  const config = join(directory, 'registry.json');
  const storage = { filesystem: { rootdirectory: join(directory, 'registry') }, delete: { enabled: true } };
  await writeFile(
    config,
    JSON.stringify({ version: 0.1, storage, auth, http: { addr: `127.0.0.1:${port}` } }),
  );
  const registry = startWithUs(['/usr/bin/docker-registry', 'serve', config]);
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/v2/`)).status < 500, {
    what: 'the registry',
    timeoutMs: 20_000,
  }).catch(async (error: unknown) => {
    await registry.end();
    throw error;
  });
  return () => registry.end();
}
