import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

const running = new Map();

/** Starts one of the two programs with its log in a file; what it says on stderr is shown too. `ended` resolves to {name, code}. */
export function start(name, program, args, env) {
  const log = createWriteStream(join(env.SU_DATA_DIR, 'logs', `${name}.log`), { flags: 'a', mode: 0o600 });
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.set(name, child);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  const ended = new Promise((resolve) => {
    child.once('close', (code) => {
      running.delete(name);
      resolve({ name, code });
    });
  });
  return { ended };
}

/** Asks everything that was started to end (the agent first) and waits for it. */
export async function stopAll() {
  for (const [, child] of [...running].reverse()) {
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await gone;
  }
}
