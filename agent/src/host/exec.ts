import type { Readable } from 'node:stream';
import { type Child, type ChildEnd, startChild } from './child.ts';

export interface CommandOptions {
  /** The whole environment of the child; nothing is inherited. */
  readonly env: Record<string, string>;
  /** Milliseconds until the child is ended. */
  readonly timeoutMs?: number;
  /** Bytes of standard output after which the child is ended. */
  readonly maxBytes?: number;
}

/** How a command ended. `failure` is a sentence, and the exit code null, when it could not start, took too long or said too much. */
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
  const { env, timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = options;
  let child: Child;
  try {
    child = startChild(file, args, env);
  } catch (error) {
    const failure = `${file} could not be started (${(error as NodeJS.ErrnoException).code}).`;
    return { value: await parse(noLines()), exitCode: null, stderr: '', failure };
  }
  let failure: string | undefined;
  const stop = (why: string) => {
    failure ??= why;
    child.end();
  };
  const late = () => stop(`${file} did not end within ${timeoutMs / 1000} seconds.`);
  const deadline = setTimeout(late, timeoutMs);
  try {
    const stderr = readStart(child.stderr);
    const tooMuch = () => stop(`${file} wrote more than ${maxBytes} bytes.`);
    const lines = splitLines(child.stdout, maxBytes, tooMuch);
    const value = await parse(withoutReturn(lines));
    for await (const _ of lines);
    const end = await child.ended;
    if (end.exitCode === null) failure ??= describe(file, end);
    return {
      value,
      exitCode: failure === undefined ? end.exitCode : null,
      stderr: stderr(),
      ...(failure !== undefined && { failure }),
    };
  } finally {
    clearTimeout(deadline);
  }
}

function describe(file: string, { code, signal }: ChildEnd): string {
  if (code === 'ENOENT') return `${file} is not installed.`;
  return `${file} was ended by ${signal ?? code ?? 'the system'}.`;
}

/** Reads a stream to its end and gives the way to its first characters, without the last line's end. */
function readStart(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    if (text.length < STDERR_CHARACTERS) text += piece.slice(0, STDERR_CHARACTERS - text.length);
  });
  return () => text.replace(/\n$/, '');
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

async function* noLines(): AsyncGenerator<string> {}

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
