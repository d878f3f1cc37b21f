import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ANSWER_MS = 5 * 60_000;

/** What a worker can be asked, by name. Inputs and answers travel as structured clones. */
export type Tasks = Record<string, (input: never) => unknown>;

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** A process of its own that does one thing, so that nothing else counts in its measurement. */
export interface Worker<T extends Tasks> extends AsyncDisposable {
  readonly pid: number;
  ask<K extends keyof T & string>(task: K, ...input: Parameters<T[K]>): Promise<Awaited<ReturnType<T[K]>>>;
}

/** Starts a worker from a TypeScript file in this folder that calls `serve`. */
export function startWorker<T extends Tasks>(file: string, env: Record<string, string> = {}): Worker<T> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=4096'],
    serialization: 'advanced',
  });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let asked = 0;
  child.on('message', ({ id, value, error }: Answer) => {
    const question = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) question?.resolve(value as never);
    else question?.reject(new Error(`${file}: ${error}`));
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended with ${signal ?? code}`));
  });
  return {
    pid: child.pid!,
    ask: (task, ...input) =>
      new Promise((resolve, reject) => {
        const id = ++asked;
        waiting.set(id, { resolve, reject });
        setTimeout(() => reject(new Error(`${file} has not answered ${task}`)), ANSWER_MS).unref();
        child.send({ id, task, input: input[0] });
      }),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
