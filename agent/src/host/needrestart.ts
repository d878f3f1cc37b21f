import { existsSync } from 'node:fs';
import { runText } from './exec.ts';

const NEEDRESTART = '/usr/sbin/needrestart';
/** needrestart looks into other programs: nothing of our own environment reaches it (CVE-2024-48990). */
const ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };
const TIMEOUT_MS = 5 * 60_000;

/** The services of this machine that still run what was replaced, sorted; null where needrestart is not installed or fails. */
export async function outdatedServices(): Promise<string[] | null> {
  if (!existsSync(NEEDRESTART)) return null;
  const options = { env: ENV, timeoutMs: TIMEOUT_MS };
  const { value, exitCode } = await runText(NEEDRESTART, ['-b', '-r', 'l'], options);
  return exitCode === 0 ? parseNeedrestart(value) : null;
}

/** Reads the services in needrestart's batch output: `NEEDRESTART-SVC: ssh.service`. */
export const parseNeedrestart = (text: string): string[] =>
  [
    ...new Set([...text.matchAll(/^NEEDRESTART-SVC: *(\S+)$/gm)].map(([, name = '']) => name.slice(0, 256))),
  ].sort();
