import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Owner } from './foreign-owner.ts';

const TIMEOUT_MS = 60_000;
const ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

export interface ShellInput {
  /** For the script's standard input; nothing unless given. */
  readonly text?: string;
  /** Bytes of output beyond which it is ended; 1 MiB unless given. */
  readonly maxBytes?: number;
}

/**
 * Runs a script of /bin/sh, with arguments, as another user, and gives what it prints: for files in a folder in which that user
 * may have laid links for root to follow. A process of its own, since Debian 13's Node refuses to change its user
 * (CVE-2024-22017). Who is not root runs it as themself. Throws an Error with what the script said when it fails.
 */
export async function shellAs(
  owner: Owner,
  script: string,
  args: readonly string[],
  { text = '', maxBytes = 1024 * 1024 }: ShellInput = {},
): Promise<string> {
  const as = process.geteuid?.() === 0 ? { uid: owner.uid, gid: owner.gid } : {};
  const options = { ...as, env: ENV, cwd: '/', timeout: TIMEOUT_MS, maxBuffer: maxBytes };
  const running = promisify(execFile)('/bin/sh', ['-c', script, 'sh', ...args], options);
  // A script that does not read to the end is no failure.
  running.child.stdin?.on('error', () => undefined).end(text);
  try {
    return (await running).stdout;
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new Error(stderr.trim() || message);
  }
}
