import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../wait.ts';

let root: Promise<string | null> | undefined;

/** Where cgroup v2 is mounted; null where it is not. */
export function cgroupRoot(): Promise<string | null> {
  root ??= readFile('/proc/self/mounts', 'utf8').then(
    (text) => /^\S+ (\S+) cgroup2 /m.exec(text)?.[1] ?? null,
  );
  return root;
}

/** A control group: all the processes of one machine, so that they are ended by what they are and not by a name. */
export class Cgroup {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  static async create(name: string): Promise<Cgroup> {
    const cgroup = new Cgroup(join((await cgroupRoot())!, name));
    await mkdir(cgroup.path);
    return cgroup;
  }

  /** Kills every process in it at once, and waits until none is left. */
  async kill(): Promise<void> {
    await eventually(
      async () => {
        await writeFile(join(this.path, 'cgroup.kill'), '1');
        return /^populated 0$/m.test(await readFile(join(this.path, 'cgroup.events'), 'utf8'));
      },
      { what: `the end of the processes in ${this.path}` },
    );
  }

  /** Kills what is left in it and removes it, with the groups that the machine has made below. */
  async remove(): Promise<void> {
    await this.kill();
    const entries = await readdir(this.path, { recursive: true, withFileTypes: true });
    const folders = entries
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name));
    for (const folder of [this.path, ...folders].sort().reverse()) await rmdir(folder);
  }
}
