import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, freePort, temporaryDirectory } from '@suivi/testkit';

/** What an example in deploy/proxy must be told to run here instead of on example.org. */
interface Place {
  readonly port: number;
  /** Of the collector. */
  readonly upstream: number;
  readonly cert: string;
  readonly key: string;
  /** For whatever it wants to write. */
  readonly folder: string;
}

interface ReverseProxy {
  /** The example's file name. */
  readonly example: string;
  /** The example with other addresses and files, and else as it is. */
  readonly adapt: (example: string, place: Place) => string;
  readonly args: (config: string) => string[];
}

export const REVERSE_PROXIES: Record<'nginx' | 'caddy', ReverseProxy> = {
  nginx: {
    example: 'nginx.conf',
    adapt: (example, { port, upstream, cert, key, folder }) =>
      [
        `user root;\ndaemon off;\npid ${folder}/pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\naccess_log off;`,
        ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
          (use) => `${use}_temp_path ${folder}/${use};`,
        ),
        example
          .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
          .replace(/^.*\[::\]:443.*\n/m, '')
          .replace('suivi.example.org;', 'localhost;')
          .replace(/(ssl_certificate +).*;/, `$1${cert};`)
          .replace(/(ssl_certificate_key +).*;/, `$1${key};`)
          .replace('127.0.0.1:8787', `127.0.0.1:${upstream}`),
        '}',
      ].join('\n'),
    args: (config) => ['-c', config, '-e', '/dev/stderr'],
  },
  caddy: {
    example: 'Caddyfile',
    adapt: (example, { port, upstream, cert, key }) =>
      `{\n\tadmin off\n\tdefault_bind 127.0.0.1\n\tauto_https disable_redirects\n}\n${example
        .replace('suivi.example.org {', `https://localhost:${port} {\n\ttls ${cert} ${key}`)
        .replace('127.0.0.1:8787', `127.0.0.1:${upstream}`)}`,
    args: (config) => ['run', '--config', config, '--adapter', 'caddyfile'],
  },
};

/** Runs a proxy by its example in deploy/proxy until disposed of; waits until it listens at `https://localhost:<port>`. */
export async function startReverseProxy(
  name: keyof typeof REVERSE_PROXIES,
  { upstream, certificate, key }: { upstream: number; certificate: string; key: string },
): Promise<AsyncDisposable & { port: number }> {
  const { example, adapt, args } = REVERSE_PROXIES[name];
  const dir = await temporaryDirectory(name);
  const put = async (file: string, content: string) => {
    await writeFile(join(dir.path, file), content);
    return join(dir.path, file);
  };
  const port = await freePort();
  const text = await readFile(fileURLToPath(new URL(`../../proxy/${example}`, import.meta.url)), 'utf8');
  const place = { port, upstream, folder: dir.path };
  const files = { cert: await put('cert.pem', certificate), key: await put('key.pem', key) };
  const config = await put('config', adapt(text, { ...place, ...files }));
  const env = { PATH: `${process.env['PATH']}:/usr/sbin`, HOME: dir.path };
  const child = spawn(name, args(config), { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said = (said + data.toString()).slice(-4000);
  });
  const ended = once(child, 'close');
  const dispose = async () => {
    child.kill('SIGTERM');
    await ended;
    await dir[Symbol.asyncDispose]();
  };
  try {
    await eventually(() => listens(port), { what: `${name} to listen`, timeoutMs: 20_000 });
  } catch (error) {
    await dispose();
    throw new Error(`${(error as Error).message}\n${said}`, { cause: error });
  }
  return { port, [Symbol.asyncDispose]: dispose };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
