import type { Problem } from '../domain/problem.ts';
import { type SshProblemCode, sshProblem } from '../domain/ssh-problems.ts';

/** The exit codes of install.sh, which stand at its top. */
const CODES: Readonly<Record<number, SshProblemCode>> = {
  11: 'system_not_supported',
  12: 'no_systemd',
  13: 'no_node',
  14: 'repository_unreadable',
  15: 'repository_untrusted',
  16: 'package_not_installed',
  18: 'not_enrolled',
  19: 'agent_not_connected',
};

/** What the install script ended with, as a problem: in its own words where it has said any. */
export function problemOfScript(exitCode: number, output: string): Problem {
  const code = CODES[exitCode] ?? 'install_failed';
  const [, said, next] = [...output.matchAll(/^suivi: (.+)\n {7}(\S.*)$/gm)].at(-1) ?? [];
  return sshProblem(code, said ?? `The install script ended with exit code ${exitCode}.`, next);
}
