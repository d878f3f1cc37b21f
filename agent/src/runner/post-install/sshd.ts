import { join } from 'node:path';
import type { Operation } from '../../domain/post-install.ts';
import type { ActionContext } from '../actions/action.ts';
import { keepOnce } from '../kept.ts';
import { say } from '../log.ts';
import { type Files, OperationFailed } from './files.ts';
import { runRepeatable } from './repeatable.ts';

const SSHD = '/usr/sbin/sshd';
const TIMEOUT_MS = 60_000;

/**
 * Puts a file of sshd's configuration in its place, lets sshd check the whole, and has it read anew. Where sshd refuses, the
 * file is again as it was before: a machine whose sshd does not start is out of reach.
 */
export async function changeSshd(
  context: ActionContext,
  files: Files,
  { path, content }: Extract<Operation, { do: 'sshd' }>,
  name: string,
): Promise<void> {
  const { run, env } = context;
  const before = await keepOnce(join(run.directory, `${name}.before`), () => files.read(path));
  await put(files, path, content);
  if (env['DPKG_ROOT'] || !(await files.exists(SSHD))) return;
  const { end: room } = await runRepeatable(run, {
    name: `${name}-room`,
    // sshd wants it there even for a check; where it starts by socket, it may not be.
    command: ['install', '-d', '-m', '0755', '/run/sshd'],
    env,
    timeoutMs: TIMEOUT_MS,
  });
  const test = { name: `${name}-test`, command: [SSHD, '-t'], env, timeoutMs: TIMEOUT_MS };
  const { end, text } = await runRepeatable(run, test);
  if (room.exitCode !== 0 || end.exitCode !== 0) {
    await put(files, path, before);
    await say(run, `sshd refuses this: ${path} is again as it was.`);
    throw new OperationFailed(`sshd refuses it: ${faultOf(text) || 'without a reason'}.`);
  }
  const reload = ['systemctl', 'try-reload-or-restart', 'ssh.service'];
  const { end: reloaded } = await runRepeatable(run, {
    name: `${name}-reload`,
    command: reload,
    env,
    timeoutMs: TIMEOUT_MS,
  });
  if (reloaded.exitCode !== 0)
    throw new OperationFailed('sshd could not be made to read it anew. The log says more.');
}

const put = (files: Files, path: string, content: string | null): Promise<void> =>
  files.perform(content === null ? { do: 'remove', path } : { do: 'write', path, content });

/** The first line names the fault, the last one counts them; what is only outdated is told before both. */
function faultOf(text: string): string | undefined {
  const lines = text.trim().split('\n');
  return lines.find((line) => !/(Deprecated|Unsupported) option/.test(line)) ?? lines[0];
}
