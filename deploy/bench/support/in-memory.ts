import { statfs } from 'node:fs/promises';

const MEMORY = '/dev/shm';
/** TMPFS_MAGIC of statfs(2). */
const TMPFS = 0x01021994;

/**
 * Does something whose temporary files lie in memory, where this machine has such a place: what a machine writes does not go
 * to the collector's disk in life. While that goes on nothing else may ask for temporary files.
 */
export async function inMemory<T>(work: () => Promise<T>): Promise<T> {
  const { type } = await statfs(MEMORY).catch(() => ({ type: 0 }));
  if (type !== TMPFS) return work();
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = MEMORY;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}
