import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, isThere } from './files.ts';

/** A guest by what a folder of its host tells everybody. */
export interface SeenGuest {
  readonly kind: 'vm' | 'container';
  readonly id: string;
  /** Where its settings lie, for root to read. */
  readonly config: string;
}

/** A machine that has guests, or could have. `guests` is null where this process may not list them. */
export interface SeenHost {
  readonly manager: 'proxmox' | 'incus' | 'lxc';
  readonly guests: readonly SeenGuest[] | null;
}

const MOST = 2000;
/** Where the service of Incus lies: as Debian and Ubuntu, as others, and as Zabbly's packages have it. */
const INCUS_SERVICE = ['usr/libexec/incus/incusd', 'usr/lib/incus/incusd', 'opt/incus/bin/incusd'];

/**
 * Finds the guests of this machine: those of this node of Proxmox VE, where everybody may list the folders of /etc/pve and only
 * root reads the files, those of Incus, which only root may list, or the containers of plain LXC. Null: it has none. The root
 * is `/`, or a sandbox.
 */
export async function findGuests(root: string): Promise<SeenHost | null> {
  const node = join(root, 'etc/pve/local');
  if (await isThere(node).catch(() => false)) {
    const vms = await names(join(node, 'qemu-server'));
    const containers = await names(join(node, 'lxc'));
    if (!vms || !containers) return { manager: 'proxmox', guests: null };
    const guests = [
      ...seen('vm', numbered(vms), (id) => join(node, 'qemu-server', `${id}.conf`)),
      ...seen('container', numbered(containers), (id) => join(node, 'lxc', `${id}.conf`)),
    ];
    return { manager: 'proxmox', guests: guests.slice(0, MOST) };
  }
  // Its folders are a file system of a service of its own, which may not run at the moment.
  if (await isThere(join(root, 'usr/bin/pveversion'))) return { manager: 'proxmox', guests: null };
  if (await hasIncus(root)) return { manager: 'incus', guests: null };
  const folder = join(root, 'var/lib/lxc');
  const containers = await names(folder, (entry) => entry.isDirectory() && entry.name !== 'lost+found');
  if (!containers) return { manager: 'lxc', guests: null };
  // The package lxc alone makes no host.
  if (containers.length === 0) return null;
  const guests = seen('container', containers, (id) => join(folder, id, 'config'));
  return { manager: 'lxc', guests: guests.slice(0, MOST) };
}

/**
 * Whether there is an Incus to ask. The database is there once it has been started, and asking one that nobody uses would
 * start it; it stays when the packages are removed and not purged. Its client may stay as well, so it is the service that counts.
 */
async function hasIncus(root: string): Promise<boolean> {
  const isIn = (path: string) => isThere(join(root, path)).catch(() => false);
  if (!(await isIn('var/lib/incus/database'))) return false;
  for (const path of INCUS_SERVICE) if (await isIn(path)) return true;
  return false;
}

const seen = (
  kind: SeenGuest['kind'],
  ids: readonly string[],
  configOf: (id: string) => string,
): SeenGuest[] => ids.map((id) => ({ kind, id, config: configOf(id) }));

/** `101.conf` is the guest 101. */
const numbered = (files: readonly string[]): string[] =>
  files.flatMap((file) => /^(\d+)\.conf$/.exec(file)?.[1] ?? []).sort((a, b) => Number(a) - Number(b));

/** The names in a folder, none where there is no such folder; null when it may not be listed. */
async function names(
  folder: string,
  isMeant: (entry: Dirent) => boolean = () => true,
): Promise<string[] | null> {
  try {
    return (await readdir(folder, { withFileTypes: true }))
      .filter(isMeant)
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('.') && name.length <= 256)
      .sort();
  } catch (error) {
    return isErrno(error, 'ENOENT', 'ENOTDIR') ? [] : null;
  }
}
