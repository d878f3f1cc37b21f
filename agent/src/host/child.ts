import { type ChildProcess, spawn } from 'node:child_process';

/** How a child ended: one of the three is not null. `code` is of the error that kept it from starting, e.g. ENOENT. */
export interface ChildEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly code: string | null;
}

export type Child = ReturnType<typeof startChild>;

const KILL_AFTER_MS = 5000;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill();
});

/**
 * Starts a program with nothing to read and this environment alone. It does not outlive us.
 * Throws what spawn throws when the system refuses at once, e.g. E2BIG or EMFILE; what it says later is in `ended`.
 */
export function startChild(file: string, args: readonly string[], env: Record<string, string>) {
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let code: string | null = null;
  let killing: NodeJS.Timeout | undefined;
  child.on('error', (error: NodeJS.ErrnoException) => {
    code = error.code ?? 'an error';
  });
  // Without free file descriptors there are no pipes, and no `close` will come.
  if (!child.stdout) throw Object.assign(new Error('no pipes'), { code: 'EMFILE' });
  running.add(child);
  const ended = new Promise<ChildEnd>((resolve) => {
    child.on('close', (exitCode, signal) => {
      running.delete(child);
      clearTimeout(killing);
      resolve(code === null ? { exitCode, signal, code } : { exitCode: null, signal: null, code });
    });
  });
  return {
    stdout: child.stdout,
    stderr: child.stderr,
    /** Resolves when it has ended and its output has been read. */
    ended,
    /** Ends it: politely, and a little later by force, whoever else holds its output open. */
    end(): void {
      child.kill();
      killing ??= setTimeout(() => {
        child.kill('SIGKILL');
        child.stdout.destroy();
        child.stderr.destroy();
      }, KILL_AFTER_MS);
    },
  };
}
