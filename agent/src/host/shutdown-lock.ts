import { spawn } from 'node:child_process';

const PROGRAM = 'systemd-inhibit';
const ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };

/**
 * Asks systemd-logind not to let anybody shut the machine down, until the function given back is called or this process
 * ends. `why` is a sentence for the one who tries. Where there is no systemd-logind nothing happens. Root may shut down all the
 * same before systemd 257: then the runner's unit waits.
 *
 * Not around the command itself: systemd-inhibit closes its files, and ends it when it is ended.
 */
export function lockShutdown(why: string): () => void {
  const args = ['--what=shutdown', '--mode=block', '--who=Suivi', `--why=${why}`, 'cat'];
  const child = spawn(PROGRAM, args, { env: ENV, stdio: ['pipe', 'ignore', 'ignore'] });
  const ignore = () => {};
  child.on('error', ignore);
  child.stdin.on('error', ignore);
  return () => child.stdin.end();
}
