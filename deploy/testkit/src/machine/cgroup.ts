import { readFile } from 'node:fs/promises';

let root: Promise<string | null> | undefined;

/** Where cgroup v2 is mounted; null where it is not. */
export function cgroupRoot(): Promise<string | null> {
  root ??= readFile('/proc/self/mounts', 'utf8').then(
    (text) => /^\S+ (\S+) cgroup2 /m.exec(text)?.[1] ?? null,
  );
  return root;
}
