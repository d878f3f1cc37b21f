/** Reads /proc/meminfo (proc(5)): the memory that there is, and what programs can still have without swapping, in bytes. */
export function parseMemory(text: string): { total: number; available: number } {
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) * 1024;
  return { total: bytes('MemTotal'), available: bytes('MemAvailable') };
}
