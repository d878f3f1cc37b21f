import { readFile, stat } from 'node:fs/promises';
import { commandOf } from '../../host/process.ts';
import { holdersOf } from '../../watch/lock.ts';

/** Who holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly command: string | null;
}

/** The file that a message of apt calls locked; null when it names none. */
export const lockedFile = (message: string): string | null =>
  /Could not get lock (\S.*?)\. /.exec(message)?.[1] ??
  /Could not get lock (\S+)/.exec(message)?.[1] ??
  /Unable to acquire the dpkg frontend lock \((\S.*?)\),/.exec(message)?.[1] ??
  null;

/** Another process that holds a lock on this file, by /proc/locks; null when it is free or nobody can tell. */
export async function holderOf(path: string): Promise<Holder | null> {
  try {
    const { ino } = await stat(path);
    const [pid] = holdersOf(await readFile('/proc/locks', 'utf8'), new Set([ino]));
    return pid === undefined || pid <= 0 ? null : { pid, command: await commandOf(pid) };
  } catch {
    return null;
  }
}

/** A holder in words, e.g. `process 4711 (apt-get upgrade)`. */
export const describeHolder = ({ pid, command }: Holder): string =>
  `process ${pid}${command ? ` (${command})` : ''}`;
