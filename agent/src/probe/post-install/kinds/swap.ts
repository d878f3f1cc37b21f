import { stat } from 'node:fs/promises';
import type { Operation } from '../../../domain/post-install.ts';
import type { Host } from '../host.ts';
import { found, header, type Kind, NOT_KEPT, wantedValue } from '../kind.ts';

const FILE = '/swap.suivi';
/** systemd's name for the unit of this file (systemd-escape --path). */
const UNIT = 'swap.suivi.swap';
const UNIT_FILE = `/etc/systemd/system/${UNIT}`;
const WANTED = `/etc/systemd/system/swap.target.wants/${UNIT}`;
const MIB = 1024 * 1024;
/** File systems by the numbers of statfs(2), see its manual page and those of OpenZFS and bcachefs. */
const UNFIT: ReadonlyMap<number, string> = new Map([
  [0x9123683e, 'btrfs'],
  [0x2fc12fc1, 'ZFS'],
  [0xca451a4e, 'bcachefs'],
  [0x794c7630, 'an overlay'],
  [0x01021994, 'a tmpfs'],
  [0x6969, 'NFS'],
]);
/** Stays free beside the swap file. */
const RESERVE = 512 * MIB;

const run = (...command: string[]): Operation => ({ do: 'run', command });

/** What makes swap of the file; again where it is off, since it may have been cut off in between. */
const MAKE = [run('chmod', '0600', FILE), run('mkswap', FILE)];

/** A swap file of ours, and the unit that turns it on. Other swap stays as it is. */
export const swap: Kind = {
  watched: [UNIT_FILE, FILE],
  async look(host, settings) {
    const wanted = wantedValue(settings);
    const size = await stat(host.path(FILE)).then(
      ({ size: bytes }) => bytes / MIB,
      () => null,
    );
    const unit = await host.read(UNIT_FILE);
    const isUsed = host.isLive && (await readSwapOn(host));
    const [setting] = settings;
    if (!setting || wanted === undefined)
      return {
        settings: [],
        operations: unit === null && size === null ? [] : goneOperations(host.isLive, isUsed),
      };
    const isUnit = unit === renderSwapUnit() && (await host.linkTarget(WANTED)) === UNIT_FILE;
    const isOn = isUsed || !host.isLive;
    const hasSize = size === Number(wanted);
    const isDone = hasSize && isUnit && isOn;
    const operations = [
      ...(hasSize ? (isOn ? [] : MAKE) : sizeOperations(Number(wanted), size ?? 0, isUsed)),
      ...(isUnit ? [] : unitOperations(host.isLive)),
      ...(host.isLive && !(isOn && hasSize) ? [run('systemctl', 'start', UNIT)] : []),
    ];
    const problem = !hasSize ? undefined : !isUnit ? NOT_KEPT : !isOn ? 'It is not turned on.' : undefined;
    const trouble = isDone || !host.isLive ? null : await troubleHere(host);
    return {
      settings: [found(setting, size === null ? 'absent' : String(size), problem)],
      operations,
      blockers: trouble === null ? [] : [trouble],
    };
  },
};

/** Why a swap file cannot be used on this machine, as a sentence; null when it can. */
async function troubleHere(host: Host): Promise<string | null> {
  if ((await host.container()) !== null)
    return (
      'A container has no swap of its own: systemd does not turn any on in it. Give it swap on its host ' +
      '(Proxmox VE: pct set <id> --swap <MiB>), and take the step out of the profile.'
    );
  const name = UNFIT.get(await host.fileSystem('/'));
  return name === undefined
    ? null
    : `The file system of / is ${name}, on which a plain file cannot be used as swap. Make swap on a partition or a volume by ` +
        'hand, and take the step out of the profile.';
}

/** The unit that turns it on at boot. */
export const renderSwapUnit = (): string =>
  `${header('#')}[Unit]\nDescription=Swap file of Suivi\n\n[Swap]\nWhat=${FILE}\n\n[Install]\nWantedBy=swap.target\n`;

/** Whether our file is in use as swap. */
export const readSwapOn = async (host: Host): Promise<boolean> =>
  isSwapOn((await host.read('/proc/swaps')) ?? '');

/** Whether our file is among those in use, by the text of /proc/swaps. Pure. */
export const isSwapOn = (text: string): boolean =>
  text.split('\n').some((line) => line.startsWith(`${FILE} `) || line.startsWith(`${FILE}\t`));

/** The present file goes only when it is not in use any more, for which memory must have room, and when the new one has its place. */
const sizeOperations = (sizeMiB: number, presentMiB: number, isUsed: boolean): Operation[] => [
  { do: 'room', path: '/', bytes: Math.max(0, (sizeMiB - presentMiB) * MIB) + RESERVE },
  ...(isUsed ? [run('systemctl', 'stop', UNIT)] : []),
  { do: 'remove', path: FILE },
  run('dd', 'if=/dev/zero', `of=${FILE}`, 'bs=1M', `count=${sizeMiB}`, 'conv=fsync', 'status=none'),
  ...MAKE,
];

const unitOperations = (isLive: boolean): Operation[] => [
  { do: 'write', path: UNIT_FILE, content: renderSwapUnit() },
  { do: 'link', path: WANTED, target: UNIT_FILE },
  ...(isLive ? [run('systemctl', 'daemon-reload')] : []),
];

const goneOperations = (isLive: boolean, isUsed: boolean): Operation[] => [
  ...(isUsed ? [run('systemctl', 'stop', UNIT)] : []),
  { do: 'remove', path: WANTED },
  { do: 'remove', path: UNIT_FILE },
  { do: 'remove', path: FILE },
  ...(isLive ? [run('systemctl', 'daemon-reload')] : []),
];
