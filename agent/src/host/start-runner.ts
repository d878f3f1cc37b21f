import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';

/**
 * Starts this program again as `runner`, on its own, so that it survives us. Does nothing where the runner's directory
 * belongs to another user: there systemd starts it, with the right that we lack.
 */
export function startRunner(runnerDir: string): void {
  if (statSync(runnerDir, { throwIfNoEntry: false })?.uid !== process.geteuid?.()) return;
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, 'runner'], {
    detached: true,
    stdio: 'ignore',
  });
  child.on('error', () => {});
  child.unref();
}
