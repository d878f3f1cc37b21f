import { Problem } from '../domain/problem.ts';

/** The exit codes of every command, as `--help` shows them. */
export const EXIT = { ok: 0, failed: 1, usage: 2, notEnrolled: 3 } as const;

/** Says on stderr what happened and what to do next, and sets the exit code. */
export function fail(error: unknown, program = 'suivi-agent'): void {
  process.exitCode = exitCodeOf(error);
  if (error instanceof Problem) console.error(`${program}: ${error.message}\n${error.next}`);
  else console.error(`${program}: an unexpected error:`, error);
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof Problem)) return EXIT.failed;
  if (['config_invalid', 'usage'].includes(error.code)) return EXIT.usage;
  return error.code === 'not_enrolled' ? EXIT.notEnrolled : EXIT.failed;
}
