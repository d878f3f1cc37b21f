import { lstat, open, readFile, readlink, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { aptEnvironment } from '../../host/apt-env.ts';
import { runText } from '../../host/exec.ts';
import { isErrno, readPlainFile } from '../../host/files.ts';

const FOREIGN_BYTES = 1024 * 1024;
/** Where systemd says in which kind of container it runs. */
const CONTAINER = '/run/systemd/container';

/** What the kinds of settings read of a machine, or of a sandbox root. All paths are those within the root. */
export interface Host {
  /** Whether this is a running system and not a sandbox root: only then do commands and services make sense. */
  readonly isLive: boolean;
  readonly isRoot: boolean;
  /** The text of a file, null when it is not there. Throws EACCES where it may not be read. */
  read(path: string): Promise<string | null>;
  /** The text of a file that a user may have laid a trap in; null when it is no plain file. Needs root for those of others. */
  readForeign(path: string): Promise<string | null>;
  exists(path: string): Promise<boolean>;
  linkTarget(path: string): Promise<string | null>;
  hostname(): string;
  /** Which kind of container this is, in systemd's words (`lxc`, `systemd-nspawn`, ...); null where it is none, or a sandbox root. */
  container(): Promise<string | null>;
  /** Why a file cannot be opened for writing, as a code of the system (EROFS, EACCES, ...); null when it can. Changes nothing. */
  writeFault(path: string): Promise<string | null>;
  /** The type of the file system that a path lies on, by the numbers of statfs(2). */
  fileSystem(path: string): Promise<number>;
  /** apt's whole configuration, as `apt-config dump` tells it. Asked once. */
  aptConfig(): Promise<string>;
  /** The names among these that are installed. */
  installed(names: readonly string[]): Promise<ReadonlySet<string>>;
  /** What sshd would use (`sshd -T`); null where it is not there or refuses to say. */
  sshdConfig(): Promise<string | null>;
  /** The absolute path on this machine. */
  path(path: string): string;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills it in.
const STATUS_FORMAT = '${Package} ${db:Status-Status}\n';

/** The host that this process sees. `env` may name a sandbox root (DPKG_ROOT). */
export function openHost(env: NodeJS.ProcessEnv): Host {
  const root = env['DPKG_ROOT'] || '/';
  const isLive = root === '/';
  const isRoot = process.geteuid?.() === 0;
  const apt = aptEnvironment(env);
  const path = (inside: string) => join(root, inside);
  let config: Promise<string> | undefined;
  return {
    isLive,
    isRoot,
    path,
    read: (inside) => orNull(readFile(path(inside), 'utf8')),
    readForeign: (inside) => readPlainFile(path(inside), FOREIGN_BYTES).catch(() => null),
    exists: async (inside) => (await orNull(lstat(path(inside)))) !== null,
    linkTarget: (inside) => orNull(readlink(path(inside))),
    hostname,
    container: async () => (isLive ? ((await orNull(readFile(CONTAINER, 'utf8')))?.trim() ?? null) : null),
    async writeFault(inside) {
      try {
        await (await open(path(inside), 'r+')).close();
        return null;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code ?? 'unknown';
      }
    },
    fileSystem: async (inside) => (await statfs(path(inside))).type >>> 0,
    aptConfig: () => {
      config ??= runText('apt-config', ['dump'], { env: apt }).then(({ value }) => value);
      return config;
    },
    async installed(names) {
      if (names.length === 0) return new Set();
      const { value } = await runText('dpkg-query', ['-W', '-f', STATUS_FORMAT, '--', ...names], {
        env: apt,
      });
      return new Set(value.split('\n').flatMap((line) => /^(\S+) installed$/.exec(line)?.[1] ?? []));
    },
    async sshdConfig() {
      if (!isLive || !isRoot) return null;
      const { value, exitCode } = await runText('/usr/sbin/sshd', ['-T'], { env: apt });
      return exitCode === 0 ? value : null;
    },
  };
}

const orNull = async <T>(reading: Promise<T>): Promise<T | null> => {
  try {
    return await reading;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'EINVAL', 'ENOTDIR')) return null;
    throw error;
  }
};
