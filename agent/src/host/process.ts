import { readdir, readFile } from 'node:fs/promises';

/** Names one process for ever: a process id alone is used again. `startTicks` counts clock ticks since that boot. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number;
  readonly bootId: string;
}

export interface ProcessStat {
  readonly pid: number;
  readonly state: string;
  readonly group: number;
  readonly startTicks: number;
}

/** Reads a line of `/proc/<pid>/stat` (proc_pid_stat(5)); the command name in it may hold spaces and brackets. */
export function parseStat(line: string): ProcessStat | null {
  const [, pid, rest] = /^(\d+) \(.*\) (.+)$/s.exec(line.trim()) ?? [];
  const fields = rest?.split(' ') ?? [];
  const [state, , group] = fields;
  const startTicks = fields[19];
  if (!pid || !state || !group || !startTicks) return null;
  return { pid: Number(pid), state, group: Number(group), startTicks: Number(startTicks) };
}

/** Set by our units from systemd's specifier %b. */
const BOOT_VARIABLE = 'SUIVI_BOOT_ID';

/**
 * This boot's id as systemd knows it. In a container of systemd-nspawn a service with a sandbox finds another one below /proc
 * (the host's) than what runs outside of its sandbox, so our units say it.
 */
export async function readBootId(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const [, ...parts] = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(env[BOOT_VARIABLE] ?? '') ?? [];
  if (parts.length > 0) return parts.join('-');
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}

/** Who this process is. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const stat = await statOf(process.pid);
  if (!stat) throw new Error('/proc does not show this process');
  return { pid: stat.pid, startTicks: stat.startTicks, bootId: await readBootId() };
}

/** Whether exactly this process still runs; one that has ended and was not yet waited for does not. */
export async function isAlive({ pid, startTicks, bootId }: ProcessIdentity): Promise<boolean> {
  const stat = await statOf(pid);
  if (stat === null || hasEnded(stat) || stat.startTicks !== startTicks) return false;
  return bootId === (await readBootId());
}

/** Whether the process, or after it another one of the group that it led, still runs. */
export async function isGroupAlive(leader: ProcessIdentity): Promise<boolean> {
  if (leader.bootId !== (await readBootId())) return false;
  const own = await statOf(leader.pid);
  if (own && own.startTicks !== leader.startTicks) return false;
  if (own && !hasEnded(own)) return true;
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const stats = await Promise.all(pids.map(statOf));
  return stats.some((stat) => stat?.group === leader.pid && !hasEnded(stat));
}

/** The command line of a process with spaces between its arguments; null when it is gone or may not be read. */
export async function commandOf(pid: number): Promise<string | null> {
  try {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return text.replaceAll('\0', ' ').trim().slice(0, 200) || null;
  } catch {
    return null;
  }
}

async function statOf(pid: number): Promise<ProcessStat | null> {
  try {
    return parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null;
  }
}

const hasEnded = ({ state }: ProcessStat) => state === 'Z' || state === 'X';
