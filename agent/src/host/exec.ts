import type { Readable } from 'node:stream';

export interface CommandOptions {
  /** The whole environment of the child; nothing is inherited. */
  readonly env: Record<string, string>;
  /** Milliseconds until the child is ended. */
  readonly timeoutMs?: number;
  /** Bytes of standard output after which the child is ended. */
  readonly maxBytes?: number;
}

/** How a command ended. `failure` is a sentence when it could not start, took too long or said too much. */
export interface CommandEnd {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly failure?: string;
}

/** What a parser made of a command's output, beside how the command ended. */
export interface Parsed<T> extends CommandEnd {
  readonly value: T;
}

const DEFAULT_TIMEOUT_MS = 120_000;
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const STDERR_CHARACTERS = 64 * 1024;

/**
 * Runs a program with an argument array, standard input empty, and hands its output line by line to `parse`,
 * so that a large output is never held whole. Never throws for a program that fails: see `CommandEnd`.
 */
export async function runLines<T>(
  file: string,
  args: readonly string[],
  options: CommandOptions,
  parse: (lines: AsyncIterable<string>) => Promise<T>,
): Promise<Parsed<T>> {
  const { execa } = await import('execa');
  const { env, timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = options;
  const child = execa(file, args, {
    env,
    extendEnv: false,
    stdin: 'ignore',
    buffer: { stdout: false, stderr: true },
    maxBuffer: { stderr: STDERR_CHARACTERS },
    timeout: timeoutMs,
    reject: false,
  });
  let tooMuch = false;
  const lines = splitLines(child.stdout, maxBytes, () => {
    tooMuch = true;
    child.kill();
  });
  const value = await parse(withoutReturn(lines));
  for await (const _ of lines);
  const end = await child;
  const failure = tooMuch
    ? `${file} wrote more than ${maxBytes} bytes.`
    : end.timedOut
      ? `${file} did not end within ${timeoutMs / 1000} seconds.`
      : end.exitCode === undefined
        ? describe(file, end)
        : undefined;
  return {
    value,
    exitCode: end.exitCode ?? null,
    stderr: end.stderr,
    ...(failure !== undefined && { failure }),
  };
}

function describe(file: string, end: { code?: string | undefined; signal?: string | undefined }): string {
  if (end.code === 'ENOENT') return `${file} is not installed.`;
  return `${file} was ended by ${end.signal ?? end.code ?? 'the system'}.`;
}

/** The lines of a stream, without their ends. Stops, and calls `onTooMuch`, after `maxBytes`. */
async function* splitLines(
  stream: Readable,
  maxBytes: number,
  onTooMuch: () => void,
): AsyncGenerator<string> {
  let rest = '';
  let bytes = 0;
  const decoder = new TextDecoder();
  try {
    for await (const chunk of stream) {
      bytes += (chunk as Buffer).length;
      if (bytes > maxBytes) return onTooMuch();
      const parts = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
  if (rest !== '') yield rest;
}

/** A parser that stops early must not close the stream: that would kill a program that is still writing. */
const withoutReturn = <T>(generator: AsyncGenerator<T>): AsyncIterable<T> => ({
  [Symbol.asyncIterator]: () => ({ next: () => generator.next() }),
});

/** Runs a program and gives its whole standard output, for outputs known to be small. */
export const runText = (file: string, args: readonly string[], options: CommandOptions) =>
  runLines(file, args, options, async (lines) => {
    const all: string[] = [];
    for await (const line of lines) all.push(line);
    return all.join('\n');
  });
