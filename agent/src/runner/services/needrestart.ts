import { existsSync } from 'node:fs';
import { runText } from '../../host/exec.ts';
import type { Places } from '../places.ts';

const NEEDRESTART = '/usr/sbin/needrestart';
/** needrestart looks into other programs: nothing of our own environment reaches it (CVE-2024-48990). */
const ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };
const TIMEOUT_MS = 5 * 60_000;

/** The services that still run what was replaced, sorted; null where nothing can tell: no needrestart, or another root. */
export async function servicesToRestart({ root }: Pick<Places, 'root'>): Promise<string[] | null> {
  if (root !== '/' || !existsSync(NEEDRESTART)) return null;
  const { value, exitCode } = await runText(NEEDRESTART, ['-b', '-r', 'l'], {
    env: ENV,
    timeoutMs: TIMEOUT_MS,
  });
  return exitCode === 0 ? parseNeedrestart(value) : null;
}

/** Reads needrestart's batch output, `NEEDRESTART-SVC: ssh.service`. */
export const parseNeedrestart = (text: string): string[] =>
  [
    ...new Set([...text.matchAll(/^NEEDRESTART-SVC: *(\S+)$/gm)].map(([, name = '']) => name.slice(0, 256))),
  ].sort();
