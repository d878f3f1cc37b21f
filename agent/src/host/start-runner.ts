import { spawn } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Lies beside the agent's own program. */
const PROGRAM = 'suivi-runner.cjs';

/**
 * Starts the runner on its own, so that it survives us. Does nothing where the runner's directory
 * belongs to another user: there systemd starts it, with the right that we lack.
 */
export function startRunner(runnerDir: string): void {
  if (statSync(runnerDir, { throwIfNoEntry: false })?.uid !== process.geteuid?.()) return;
  const program = join(dirname(realpathSync(process.argv[1]!)), PROGRAM);
  const child = spawn(process.execPath, [program], {
    detached: true,
    stdio: 'ignore',
  });
  child.on('error', () => {});
  child.unref();
}
