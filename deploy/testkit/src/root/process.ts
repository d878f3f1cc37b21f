import { readdir, readFile } from 'node:fs/promises';
import { execa, type Options } from 'execa';
import { eventually } from '../wait.ts';

/** How a command ended. */
export interface Outcome {
  exitCode: number | undefined;
  signal: string | undefined;
  stdout: string;
  stderr: string;
  /** Both streams, as they came. */
  output: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  /** Content of standard input; empty unless given. */
  input?: string;
  /** Milliseconds until the command is killed; 60000 unless said. */
  timeoutMs?: number;
  /** Run as this user, for root alone. */
  uid?: number;
  gid?: number;
}

/** Runs a command to its end. A failure is an outcome, not an exception. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const { timeoutMs = 60_000, input = '', ...rest } = options;
  const result = await execa(command, args, { ...rest, input, timeout: timeoutMs, reject: false, all: true });
  if (result.exitCode === undefined && result.signal === undefined) throw result;
  const { exitCode, signal, stdout, stderr, all } = result;
  return { exitCode, signal, stdout, stderr, output: all };
}

/** As `run`, but throws with the whole output unless the command ends with 0. */
export async function ensure(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const outcome = await run(command, args, options);
  if (outcome.exitCode === 0) return outcome;
  throw new Error(
    `${command} ${args.join(' ')}: ${outcome.signal ?? `exit ${outcome.exitCode}`}\n${outcome.output}`,
  );
}

/** Starts a command and leaves it running; its promise never rejects. */
export function start<T extends Options>(command: string, args: readonly string[], options: T) {
  return execa(command, args, { stdin: 'ignore', all: true, reject: false, ...options });
}

/** The processes whose environment names this root: apt, dpkg, their scripts, and programs under test. */
async function processesOf(dir: string): Promise<number[]> {
  const marker = Buffer.from(`DPKG_ROOT=${dir}\0`);
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`).catch(() => Buffer.alloc(0));
      return environment.includes(marker) ? [pid] : [];
    }),
  );
  return found.flat();
}

/** Kills every process of a root at once, as a power cut would, and waits until they are gone. */
export async function killProcessesOf(dir: string): Promise<void> {
  await eventually(
    async () => {
      const pids = await processesOf(dir);
      for (const pid of pids) killQuietly(pid);
      return pids.length === 0;
    },
    { what: `the end of the processes of ${dir}` },
  );
}

function killQuietly(pid: number) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}
