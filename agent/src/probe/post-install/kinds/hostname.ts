import type { Operation } from '../../../domain/post-install.ts';
import { found, type Kind } from '../kind.ts';

const FILE = '/etc/hostname';
const HOSTS = '/etc/hosts';
/** By this Proxmox VE leaves the name of a container alone (its manual, "Guest Operating System Configuration"). */
const KEEP_OUT = '/etc/.pve-ignore.hostname';

/** The name of the machine. Once set it stays: a machine must have one. */
export const hostname: Kind = {
  watched: [FILE],
  async look(host, [setting]) {
    if (!setting) return { settings: [], operations: [] };
    const kept = (await host.read(FILE))?.trim() ?? null;
    const running = host.isLive ? host.hostname() : setting.value;
    const operations: Operation[] = [];
    if (kept !== setting.value) operations.push({ do: 'write', path: FILE, content: `${setting.value}\n` });
    if (running !== setting.value) operations.push({ do: 'run', command: ['hostname', '-F', FILE] });
    const hosts = await host.read(HOSTS);
    const renamed = hosts && kept ? renameInHosts(hosts, kept, setting.value) : hosts;
    if (renamed !== null && renamed !== hosts)
      operations.push({ do: 'write', path: HOSTS, content: renamed });
    const problem =
      kept === setting.value && running !== setting.value ? `It runs as ${running}.` : undefined;
    const isGiven = (await host.container()) === 'lxc' && !(await host.exists(KEEP_OUT));
    return {
      settings: [found(setting, kept, problem)],
      operations,
      notes: isGiven
        ? [`Proxmox VE gives a container its name at each start, unless there is ${KEEP_OUT} in it.`]
        : [],
    };
  },
};

/** Debian's own line for the machine's name (127.0.1.1) with the new name in place of the old one. Pure. */
export const renameInHosts = (hosts: string, before: string, after: string): string =>
  hosts.replace(/^127\.0\.1\.1[ \t].*$/gm, (line) =>
    line
      .split(/([ \t]+)/)
      .map((word) => {
        if (word === before) return after;
        return word.startsWith(`${before}.`) && !after.includes('.')
          ? after + word.slice(before.length)
          : word;
      })
      .join(''),
  );
