import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isErrno, isThere, readIfThere } from '../host/files.ts';
import { isGroupAlive, type ProcessIdentity, parseStat, readBootId } from '../host/process.ts';

/**
 * Writes who it is, then runs the command, then writes how that ended. The first file can be made only once, so a step never
 * runs twice; the second one tells a later runner how the step ended when the one that began it was killed.
 */
const WRAPPER = `
set -C
boot=$1
shift
read -r stat </proc/$$/stat || exit 1
echo "$boot $stat" >"$0.pid" || exit 1
set +C
"$@"
echo $? >"$0.exit.tmp" && mv "$0.exit.tmp" "$0.exit"
`;

const REVOKED = 'revoked\n';
const POLL_MS = 200;
const KILL_AFTER_MS = 10_000;

export interface Step {
  /** The run's directory; `log` in it takes what the command prints. */
  readonly directory: string;
  /** Names the step within its run. */
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Record<string, string>;
  /** Milliseconds until the command and its children get TERM, and a little later KILL; never unless said. */
  readonly timeoutMs?: number;
  /** What the command writes to file descriptor 3 is added to this file. */
  readonly statusFile?: string;
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

/** Whether a step of a run was ever begun. */
export const hasBegun = (directory: string, name: string): Promise<boolean> =>
  isThere(join(directory, `${name}.pid`));

/**
 * Makes sure that a step which a killed runner may have been about to begin never begins. False: it has begun, and is to be
 * waited for. A revoked name is of no more use.
 */
export async function revokeStep(directory: string, name: string): Promise<boolean> {
  const path = join(directory, `${name}.pid`);
  try {
    await writeFile(path, REVOKED, { flag: 'wx', mode: 0o640 });
    return true;
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
    return (await readFile(path, 'utf8')) === REVOKED;
  }
}

/** Resolves when no process of a step is left: what a command started may outlive it when it was killed. */
export async function untilStepGone(directory: string, name: string): Promise<void> {
  const leader = await readLeader(join(directory, name));
  while (leader && (await isGroupAlive(leader))) await delay(POLL_MS);
}

async function begin(step: Step, base: string): Promise<void> {
  if ((await readIfThere(`${base}.pid`)) === null) await spawnStep(step, base);
  while ((await readExit(base)) === null) {
    const leader = await readLeader(base);
    if (!leader || !(await isGroupAlive(leader))) return;
    await delay(POLL_MS);
  }
}

async function spawnStep({ directory, command, env, statusFile }: Step, base: string): Promise<void> {
  const paths = [join(directory, 'log'), ...(statusFile === undefined ? [] : [statusFile])];
  const files = await Promise.all(paths.map((path) => open(path, 'a', 0o640)));
  const [log, ...status] = files.map(({ fd }) => fd);
  try {
    const child = spawn('/bin/sh', ['-c', WRAPPER, base, await readBootId(), ...command], {
      cwd: '/',
      env,
      detached: true,
      stdio: ['ignore', log, log, ...status],
    });
    await once(child, 'exit');
  } finally {
    for (const file of files) await file.close();
  }
}

/** Waits for the end; ends the process group when it takes too long. Gives whether it did. */
async function endAfter(timeoutMs: number | undefined, base: string, ended: Promise<void>): Promise<boolean> {
  let timedOut = false;
  if (timeoutMs === undefined) return ended.then(() => timedOut);
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
