import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** One of our programs as a real process. Its JSON log lines are kept for messages about failures. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  readonly lines: readonly string[];
  /** Resolves with the first log line that the test accepts; rejects when the program ends before. */
  line(accept: (line: string) => boolean): Promise<string>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and waits; gives the exit code. */
  stop(): Promise<number | null>;
  readonly ended: Promise<number | null>;
}

const KEPT_LINES = 2000;

/** Starts `node file args` with the environment given and nothing of ours beside PATH and HOME. */
export function startProgram(file: string, args: readonly string[], env: Record<string, string>): Program {
  const child: ChildProcess = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<{ accept: (line: string) => boolean; resolve: (line: string) => void }>();
  for (const stream of [child.stdout!, child.stderr!]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      for (const one of waiting) if (one.accept(line)) one.resolve(line);
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);

  const line = (accept: (line: string) => boolean) => {
    const before = lines.find(accept);
    if (before !== undefined) return Promise.resolve(before);
    return Promise.race([
      new Promise<string>((resolve) => waiting.add({ accept, resolve })),
      ended.then((code) => {
        throw new Error(`${file} ended with ${code}:\n${lines.slice(-20).join('\n')}`);
      }),
    ]);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  return {
    pid: child.pid!,
    lines,
    line,
    ended,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  };
}
