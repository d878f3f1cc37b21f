import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { temporaryDirectory } from './temp.ts';

const exec = promisify(execFile);

/** A file system of its own that can be filled to the last byte. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Takes all the room that is left, with one file. */
  fill(file: string): Promise<void>;
}

/** Mounts a tmpfs of this many bytes, or says why that cannot be done here. */
export async function smallDisk(bytes: number): Promise<SmallDisk | { reason: string }> {
  if (process.getuid?.() !== 0) return { reason: 'mounting a small disk needs root' };
  const dir = await temporaryDirectory('disk');
  try {
    await exec('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', dir.path]);
  } catch (error) {
    await dir[Symbol.asyncDispose]();
    return { reason: `a small disk cannot be mounted here: ${(error as Error).message}` };
  }
  return {
    path: dir.path,
    fill: async (file) => {
      const handle = await open(file, 'w');
      try {
        for (const size of [65_536, 4_096, 1]) await writeUntilFull(handle, Buffer.alloc(size));
      } finally {
        await handle.close();
      }
    },
    [Symbol.asyncDispose]: async () => {
      await exec('umount', ['-l', dir.path]);
      await dir[Symbol.asyncDispose]();
    },
  };
}

async function writeUntilFull(
  handle: { write(data: Buffer): Promise<unknown> },
  data: Buffer,
): Promise<void> {
  try {
    for (;;) await handle.write(data);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
