import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isErrno } from '../host/files.ts';
import { isGroupAlive, type ProcessIdentity, parseStat } from '../host/process.ts';

/**
 * Writes who it is, then runs the command, then writes how that ended. The first file can be made only once, so a step never
 * runs twice; the second one tells a later runner how the step ended when the one that began it was killed.
 */
const WRAPPER = `
set -C
read -r boot </proc/sys/kernel/random/boot_id && read -r stat </proc/$$/stat || exit 1
echo "$boot $stat" >"$0.pid" || exit 1
set +C
"$@"
echo $? >"$0.exit.tmp" && mv "$0.exit.tmp" "$0.exit"
`;

const POLL_MS = 200;
const KILL_AFTER_MS = 10_000;

export interface Step {
  /** The run's directory; `log` in it takes what the command prints. */
  readonly directory: string;
  /** Names the step within its run. */
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Record<string, string>;
  /** Milliseconds until the command and its children get TERM, and a little later KILL. */
  readonly timeoutMs: number;
}

/** How a step ended. Null: it was cut off, and nobody knows how far it came. */
export interface StepEnd {
  readonly exitCode: number | null;
  readonly timedOut: boolean;
}

/**
 * Runs one command of a run in a process group of its own, its output straight into the log file, so that it needs nobody
 * of us to go on. A step that an earlier runner began is waited for, and one that has ended is not run again.
 */
export async function runStep(step: Step): Promise<StepEnd> {
  const base = join(step.directory, step.name);
  const timedOut = await endAfter(step.timeoutMs, base, begin(step, base));
  return { exitCode: await readExit(base), timedOut };
}

async function begin({ directory, command, env }: Step, base: string): Promise<void> {
  if ((await readIfThere(`${base}.pid`)) === null) {
    const log = await open(join(directory, 'log'), 'a', 0o640);
    try {
      const child = spawn('/bin/sh', ['-c', WRAPPER, base, ...command], {
        cwd: '/',
        env,
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      });
      await once(child, 'exit');
    } finally {
      await log.close();
    }
  }
  while ((await readExit(base)) === null) {
    const leader = await readLeader(base);
    if (!leader || !(await isGroupAlive(leader))) return;
    await delay(POLL_MS);
  }
}

/** Waits for the end; ends the process group when it takes too long. Gives whether it did. */
async function endAfter(timeoutMs: number, base: string, ended: Promise<void>): Promise<boolean> {
  let timedOut = false;
  const signal = (name: NodeJS.Signals) => async () => {
    const leader = await readLeader(base);
    if (!leader || !(await isGroupAlive(leader))) return;
    timedOut = true;
    process.kill(-leader.pid, name);
  };
  const timers = [
    setTimeout(signal('SIGTERM'), timeoutMs),
    setTimeout(signal('SIGKILL'), timeoutMs + KILL_AFTER_MS),
  ];
  try {
    await ended;
    return timedOut;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

/** Who runs the step; null when nobody began it. The file is empty for a moment after it was made. */
async function readLeader(base: string): Promise<ProcessIdentity | null> {
  for (let tries = 0; tries < 20; tries++) {
    const text = await readIfThere(`${base}.pid`);
    if (text === null) return null;
    const [, bootId, line] = /^(\S+) (.+)\n/s.exec(text) ?? [];
    const stat = line === undefined ? null : parseStat(line);
    if (bootId && stat) return { pid: stat.pid, startTicks: stat.startTicks, bootId };
    await delay(50);
  }
  return null;
}

async function readExit(base: string): Promise<number | null> {
  const text = await readIfThere(`${base}.exit`);
  return text && /^\d+\n$/.test(text) ? Number(text) : null;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}
