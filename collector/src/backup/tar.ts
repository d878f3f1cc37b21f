import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Runs tar to its end, with one of its streams joined to ours. Rejects with what it said. */
async function tar(args: readonly string[], to: Writable | null, from: Readable | null): Promise<void> {
  const child = spawn('tar', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const moved = Promise.all([
    to ? pipeline(child.stdout, to, { end: false }) : child.stdout.resume(),
    // It may have seen enough before all has come.
    from ? pipeline(from, child.stdin).catch(() => {}) : child.stdin.end(),
  ]);
  const [[code]] = await Promise.all([ended, moved]);
  // 1: a log has grown while it was read.
  if (code !== 0 && code !== 1) throw new Error(said.trim().split('\n')[0] || `tar ended with ${code}`);
}

/** One file or folder of an archive: its name there, and the directory that it is in here. */
export interface Packed {
  readonly directory: string;
  readonly name: string;
}

/** Writes a compressed archive. */
export const pack = (entries: readonly Packed[], to: Writable): Promise<void> =>
  tar(
    [
      '-cz',
      '--warning=no-file-changed',
      ...entries.flatMap(({ directory, name }) => ['-C', directory, name]),
    ],
    to,
    null,
  );

/** Unpacks a compressed archive into a directory, with the present user as the owner of all. */
export const unpack = (from: Readable, directory: string): Promise<void> =>
  tar(['-xz', '--no-same-owner', '-C', directory], null, from);
