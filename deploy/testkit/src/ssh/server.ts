import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { ensure } from '../root/process.ts';
import { temporaryDirectory } from '../temp.ts';
import { eventually } from '../wait.ts';
import { writeAccounts } from './accounts.ts';

const SSHD = '/usr/sbin/sshd';

/** Why no SSH server can be started here; null when one can. */
export function sshServerProblem(): string | null {
  if (process.getuid?.() !== 0) return 'it takes root, to let other users log in';
  if (!existsSync(SSHD)) return "Debian's openssh-server is not installed";
  if (!existsSync('/usr/bin/sudo')) return "Debian's sudo is not installed";
  return null;
}

/** OpenSSH's server on a loopback address, with users, keys and a /run of its own, which nobody else on this machine sees. */
export interface SshServer extends AsyncDisposable {
  readonly port: number;
  /** As ssh-keygen prints it. */
  readonly fingerprint: string;
  /** Of `ada`, `bob` and `eve`: `ada` becomes root with it, `bob` without, `eve` not at all. */
  readonly password: string;
  /** Private keys that `root` and the others can log in with; the second has a passphrase. */
  readonly key: string;
  readonly lockedKey: string;
  readonly passphrase: string;
}

/** Its own users lie over those of the machine, and an empty /run over /run, so there is no systemd to be seen. */
const START = `set -e
cd "$1"
mount -t tmpfs tmpfs /run
mkdir -m 0755 /run/sshd
for each in passwd shadow group sudoers; do mount --bind $each /etc/$each; done
exec ${SSHD} -D -e -f "$1/sshd_config"`;

/** Starts one. Ask `sshServerProblem` first. */
export async function startSshServer(): Promise<SshServer> {
  const directory = await temporaryDirectory('sshd', 0o755);
  const { path } = directory;
  const password = 'the password of ada';
  const passphrase = 'the passphrase of the key';
  const keygen = (name: string, secret: string) =>
    ensure('ssh-keygen', ['-q', '-t', 'ed25519', '-N', secret, '-f', join(path, name), '-C', name]);
  await Promise.all([keygen('host', ''), keygen('key', ''), keygen('locked', passphrase)]);
  await writeAccounts(path, { password });
  await mkdir(join(path, 'keys'));
  const publicKeys = await Promise.all(
    ['key.pub', 'locked.pub'].map((name) => readFile(join(path, name), 'utf8')),
  );
  for (const user of ['root', 'ada', 'bob', 'eve'])
    await writeFile(join(path, 'keys', user), publicKeys.join(''));
  const port = await freePort();
  await writeFile(join(path, 'sshd_config'), configOf(path, port));

  const isolated = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const child = spawn('unshare', [...isolated, 'sh', '-c', START, 'sshd', path], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    await directory[Symbol.asyncDispose]();
  };
  try {
    await eventually(() => said.includes('Server listening') || child.exitCode !== null, {
      what: 'sshd to listen',
    });
    if (child.exitCode !== null) throw new Error(`sshd ended: ${said}`);
    const { stdout } = await ensure('ssh-keygen', ['-lf', join(path, 'host.pub')]);
    return {
      port,
      fingerprint: stdout.split(' ')[1]!,
      ...{ password, passphrase },
      key: await readFile(join(path, 'key'), 'utf8'),
      lockedKey: await readFile(join(path, 'locked'), 'utf8'),
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const configOf = (path: string, port: number): string => `ListenAddress 127.0.0.1
Port ${port}
HostKey ${path}/host
AuthorizedKeysFile ${path}/keys/%u
PermitRootLogin prohibit-password
PasswordAuthentication yes
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PidFile none
LogLevel INFO
`;
