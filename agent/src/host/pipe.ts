import { spawn } from 'node:child_process';

interface Program {
  readonly file: string;
  readonly args: readonly string[];
}

interface PipeOptions {
  /** The whole environment of both; nothing is inherited. */
  readonly env: Record<string, string>;
  readonly timeoutMs: number;
  /** Bytes of output above which it counts as a failure. */
  readonly maxBytes: number;
}

/**
 * Runs `first | second` without a shell and gives what the second one writes; null when it fails, takes too long or says
 * too much. The first one may be cut off: the second decides when it has read enough.
 */
export async function runPiped(
  first: Program,
  second: Program,
  options: PipeOptions,
): Promise<Buffer | null> {
  const { env, timeoutMs, maxBytes } = options;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  const common = { env, signal: late.signal, killSignal: 'SIGKILL' } as const;
  const source = spawn(first.file, first.args, { ...common, stdio: ['ignore', 'pipe', 'ignore'] });
  const sink = spawn(second.file, second.args, { ...common, stdio: [source.stdout, 'pipe', 'ignore'] });
  source.stdout.destroy();
  source.on('error', () => {});
  const ended = new Promise<number | null>((resolve) => {
    sink.once('error', () => resolve(null));
    sink.once('close', resolve);
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  sink.stdout?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) late.abort();
    else chunks.push(chunk);
  });
  const code = await ended;
  clearTimeout(timer);
  return code === 0 && bytes <= maxBytes ? Buffer.concat(chunks) : null;
}
