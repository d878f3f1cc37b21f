import { appendFile, open } from 'node:fs/promises';
import type { RunPhase } from '@suivi/shared';
import type { RunPaths } from '../domain/run-files.ts';
import { hasBegun, runStep, type StepEnd } from './step.ts';

/** Of a longer log only the end is looked at. */
const TAIL_BYTES = 4 * 1024 * 1024;
const SHOWN_COMMAND = 4000;

/** Writes lines of the runner's own into a run's log. */
export const say = (run: RunPaths, ...lines: readonly string[]): Promise<void> =>
  appendFile(run.log, lines.map((line) => `${line}\n`).join(''), { mode: 0o640 });

/** Notes what a run is doing from now on: see `status` in domain/run-files.ts. */
export const enterPhase = (run: RunPaths, phase: RunPhase): Promise<void> =>
  appendFile(run.status, `phase:${phase}\n`, { mode: 0o640 });

export interface LoggedStep {
  /** Names the step within its run. */
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Record<string, string>;
  /** Milliseconds until it is ended; never unless said. */
  readonly timeoutMs?: number;
  /** Whether the command writes its progress to file descriptor 3. */
  readonly progress?: boolean;
}

/** Runs a step (step.ts) with its command above its output in the log, and gives that output, or the end of a long one. */
export async function runLogged(
  run: RunPaths,
  { progress = false, ...step }: LoggedStep,
): Promise<{ end: StepEnd; text: string }> {
  const mark = `$ ${step.command.join(' ').slice(0, SHOWN_COMMAND)} # ${step.name}`;
  const begun = await hasBegun(run.directory, step.name);
  if (!begun && !(await readTail(run.log)).includes(`${mark}\n`)) await say(run, mark);
  const { directory, status } = run;
  const end = await runStep({ ...step, directory, ...(progress && { statusFile: status }) });
  const text = await readTail(run.log);
  const at = text.lastIndexOf(`${mark}\n`);
  return { end, text: at < 0 ? text : text.slice(at + mark.length + 1) };
}

async function readTail(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
