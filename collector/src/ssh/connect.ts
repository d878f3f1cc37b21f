import { type Client, type ConnectConfig, Client as SshClient } from 'ssh2';
import type { SshCredentials, SshPlace } from '../domain/ssh.ts';
import { sshProblem } from '../domain/ssh-problems.ts';

/** From the first packet to the end of the login. */
const CONNECT_MS = 20_000;
const KEEPALIVE_MS = 15_000;

export interface ConnectTarget extends SshPlace {
  readonly address: string;
}

export interface ConnectOptions {
  readonly username: string;
  readonly login?: Pick<SshCredentials, 'password' | 'privateKey' | 'passphrase'>;
  /** Judges the server's key before anything is said of us. */
  accept(key: Buffer): boolean;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number | undefined;
}

/** An error of ssh2, which says where it happened. */
type SshError = Error & { level?: string; code?: string };

/** Logs in. Ends the connection when the signal aborts. Throws Problem ssh_*, or the signal's reason. */
export function connect(target: ConnectTarget, options: ConnectOptions): Promise<Client> {
  const { signal, timeoutMs = CONNECT_MS } = options;
  return new Promise((resolve, reject) => {
    const client = new SshClient();
    const giveUp = () => {
      client.destroy();
      reject(signal.reason);
    };
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    client.on('close', () => {
      signal.removeEventListener('abort', giveUp);
      reject(sshProblem('ssh_lost', `${nameOf(target)} closed the connection.`));
    });
    client.on('ready', () => resolve(client));
    // Also after the login: an error that nobody listens to would end the collector.
    client.on('error', (error: SshError) => {
      reject(problemOf(error, target, timeoutMs));
      client.destroy();
    });
    client.on('keyboard-interactive', (_name, _instructions, _language, prompts, finish) => {
      const asksForPassword = prompts.length === 1 && prompts[0]?.echo !== true;
      finish(asksForPassword && options.login?.password ? [options.login.password] : []);
    });
    try {
      client.connect(configOf(target, options, timeoutMs));
    } catch (error) {
      reject(problemOf(error as SshError, target, timeoutMs));
    }
  });
}

function configOf(
  { address, port }: ConnectTarget,
  { username, login, accept }: ConnectOptions,
  timeoutMs: number,
): ConnectConfig {
  return {
    host: address,
    port,
    username,
    readyTimeout: timeoutMs,
    keepaliveInterval: KEEPALIVE_MS,
    hostVerifier: (key: Buffer) => accept(key),
    ...(login?.password && { password: login.password, tryKeyboard: true }),
    ...(login?.privateKey && { privateKey: login.privateKey }),
    ...(login?.privateKey && login.passphrase && { passphrase: login.passphrase }),
  };
}

const nameOf = ({ hostname, port }: SshPlace): string => `${hostname} (port ${port})`;

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to its network',
};

/** What a person is told. Nothing of what a server that is no SSH server has said is passed on. */
function problemOf({ level, code = '', message }: SshError, target: ConnectTarget, timeoutMs: number) {
  const name = nameOf(target);
  if (level === 'client-timeout' || code === 'ETIMEDOUT')
    return sshProblem(
      'ssh_no_answer',
      `${name} did not answer within ${Math.ceil(timeoutMs / 1000)} seconds.`,
    );
  if (level === 'client-authentication')
    return sshProblem('ssh_login_refused', `${name} did not accept the login.`);
  if (code === 'ECONNRESET' || message === 'Connection lost before handshake')
    return sshProblem('ssh_not_ssh', `${name} ended the connection before SSH had begun.`);
  if (level === 'client-socket')
    return sshProblem('ssh_unreachable', `${name} cannot be reached: ${SYSTEM_ERRORS[code] ?? code}.`);
  return sshProblem('ssh_not_ssh', `What answers at ${name} does not speak an SSH that is understood.`);
}
