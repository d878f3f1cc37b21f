import { readFile } from 'node:fs/promises';
import { type Finding, mebibytes } from './finding.ts';

/** What /proc counts in: USER_HZ, 100 a second on every Linux. */
const TICK_MS = 10;

/** Fields of /proc/<pid>/stat after the name, by proc(5): utime, stime, cutime, cstime. */
const CPU_FIELDS = [11, 12, 13, 14];
const OWN_CPU_FIELDS = CPU_FIELDS.slice(0, 2);

/** Resident memory of a process in bytes, from smaps_rollup. */
export async function residentBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Rss:\s+(\d+) kB/m.exec(text)?.[1]) * 1024;
}

/** The most resident memory that a process ever had, in bytes. */
export async function peakBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(text)?.[1]) * 1024;
}

/** The most resident memory that a program ever had, as a row without a goal. */
export const mostMemory = async (name: string, pid: number): Promise<Finding> => ({
  what: `most memory of the ${name}`,
  measured: mebibytes(await peakBytes(pid)),
  floor: '',
  compared: '',
  goal: '',
  met: null,
});

/** CPU time that a process and its ended children have used, in milliseconds, to the hundredth of a second. */
export const cpuMs = (pid: number | 'self'): Promise<number> => sumOfTicks(pid, CPU_FIELDS);

/** The same without children. */
export const ownCpuMs = (pid: number): Promise<number> => sumOfTicks(pid, OWN_CPU_FIELDS);

async function sumOfTicks(pid: number | 'self', wanted: readonly number[]): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return wanted.reduce((sum, field) => sum + Number(fields[field]), 0) * TICK_MS;
}

/** How many files this process may hold open at most. */
export async function openFileLimit(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8');
  const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(limits)?.[1];
  return hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
}
