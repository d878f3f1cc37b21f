import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Answer } from './test-collector.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const launch = (args: readonly string[], env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Runs one command of the collector to its end. */
export async function runCollector(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const child = launch(args, env);
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout!),
    text(child.stderr!),
  ]);
  return { code, stdout, stderr };
}

/** A collector that serves, as a process of its own. */
export interface CollectorProcess extends AsyncDisposable {
  readonly url: string;
  readonly socketUrl: string;
  /** What it has said so far, line by line. */
  readonly lines: readonly string[];
  /** Waits until it says a line like this, and gives the words of the line that match. */
  said(pattern: RegExp): Promise<string[]>;
  /** Kills it without a warning and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to end; gives its exit code. */
  stop(): Promise<number | null>;
}

/** Starts a collector on a free port and waits until it listens. Throws with what it said when it ends before that. */
export async function startCollectorProcess(env: Record<string, string>): Promise<CollectorProcess> {
  const child = launch(['run'], { SU_PORT: '0', ...env });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const said = text(child.stderr!);
  const heard = listen(child);
  const url = await heard.word(/listening at (http:[^"]+)/, 1);
  if (url === null) throw new Error(`the collector ended: ${await said}`);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return (await ended)[0];
  };
  return {
    url,
    socketUrl: `${url.replace('http', 'ws')}/api/agent`,
    lines: heard.lines,
    said: heard.words,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  };
}

/** Reads the log line by line, and on to its end, so that the pipe never fills. */
function listen(child: ChildProcess) {
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout! }).on('line', (line) => void lines.push(line));
  const line = (pattern: RegExp): Promise<string | null> =>
    new Promise((resolve) => {
      const look = () => {
        const found = lines.find((each) => pattern.test(each));
        if (found !== undefined) resolve(found);
      };
      reader.on('line', look).on('close', () => resolve(null));
      look();
    });
  return {
    lines,
    word: async (pattern: RegExp, group: number) =>
      pattern.exec((await line(pattern)) ?? '')?.[group] ?? null,
    words: async (pattern: RegExp) =>
      ((await line(pattern)) ?? '').split(/\s+/).filter((word) => pattern.test(word)),
  };
}

/** Calls the API of a collector as the client with this token. */
export async function callApi(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
