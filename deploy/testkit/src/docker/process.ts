import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { run } from '../root/process.ts';
import { eventually } from '../wait.ts';
import type { EngineCommand } from './engines.ts';

interface Started {
  /** The end of what it has written. */
  said(): string;
  /** Asks it to end, and waits for that. */
  end(): Promise<void>;
}

/** Starts a program that ends with the test, however that ends. */
export function startWithUs(command: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', ...command], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text = (text + piece).slice(-100_000);
    });
  return {
    said: () => text,
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Starts a container engine and waits until it answers on its socket; gives what ends it. Throws with what it has said. */
export async function startEngineAt(
  { command, env }: EngineCommand,
  socket: string,
): Promise<() => Promise<void>> {
  const engine = startWithUs(command, env);
  const asked = { env: { DOCKER_HOST: `unix://${socket}` } };
  await eventually(async () => (await run('/usr/bin/docker', ['version'], asked)).exitCode === 0, {
    what: 'the container engine',
    timeoutMs: 60_000,
    intervalMs: 200,
  }).catch(async (error: unknown) => {
    await engine.end();
    throw new Error(`${(error as Error).message}: ${engine.said().slice(-2000)}`);
  });
  return () => engine.end();
}
