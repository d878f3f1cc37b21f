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
const UNFIT: Readonly<Record<number, string>> = {
  2435016766: 'btrfs',
  801189825: 'ZFS',
  3393526350: 'bcachefs',
  2035054128: 'an overlay',
  16914836: 'a tmpfs',
  26985: 'NFS',
};
/** Stays free beside the swap file. */
const RESERVE = 512 * MIB;

const run = (...command: string[]): Operation => ({ do: 'run', command });
const tolerant = (...command: string[]): Operation => ({ do: 'run', command, tolerant: true });

/** A swap file of ours, and the unit that turns it on. Other swap stays as it is. */
export const swap: Kind = {
  watched: [UNIT_FILE],
  async look(host, settings) {
    const wanted = wantedValue(settings);
    const size = await stat(host.path(FILE)).then(
      ({ size: bytes }) => bytes / MIB,
      () => null,
    );
    const unit = await host.read(UNIT_FILE);
    const [setting] = settings;
    if (!setting || wanted === undefined)
      return { settings: [], operations: unit === null && size === null ? [] : goneOperations(host.isLive) };
    const isUnit = unit === renderSwapUnit() && (await host.linkTarget(WANTED)) === UNIT_FILE;
    const isOn = !host.isLive || isSwapOn((await host.read('/proc/swaps')) ?? '');
    const hasSize = size === Number(wanted);
    const isDone = hasSize && isUnit && isOn;
    const operations = [
      ...(hasSize ? [] : sizeOperations(Number(wanted), host.isLive && size !== null)),
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
  const name = UNFIT[await host.fileSystem('/')];
  return name === undefined
    ? null
    : `The file system of / is ${name}, on which a plain file cannot be used as swap. Make swap on a partition or a volume by ` +
        'hand, and take the step out of the profile.';
}

/** The unit that turns it on at boot. */
export const renderSwapUnit = (): string =>
  `${header('#')}[Unit]\nDescription=Swap file of Suivi\n\n[Swap]\nWhat=${FILE}\n\n[Install]\nWantedBy=swap.target\n`;

/** Whether our file is among those in use, by the text of /proc/swaps. Pure. */
export const isSwapOn = (text: string): boolean =>
  text.split('\n').some((line) => line.startsWith(`${FILE} `) || line.startsWith(`${FILE}\t`));

const sizeOperations = (sizeMiB: number, wasThere: boolean): Operation[] => [
  ...(wasThere ? [tolerant('systemctl', 'stop', UNIT)] : []),
  { do: 'remove', path: FILE },
  { do: 'room', path: '/', bytes: sizeMiB * MIB + RESERVE },
  run('dd', 'if=/dev/zero', `of=${FILE}`, 'bs=1M', `count=${sizeMiB}`, 'conv=fsync', 'status=none'),
  run('chmod', '0600', FILE),
  run('mkswap', FILE),
];

const unitOperations = (isLive: boolean): Operation[] => [
  { do: 'write', path: UNIT_FILE, content: renderSwapUnit() },
  { do: 'link', path: WANTED, target: UNIT_FILE },
  ...(isLive ? [run('systemctl', 'daemon-reload')] : []),
];

const goneOperations = (isLive: boolean): Operation[] => [
  ...(isLive ? [tolerant('systemctl', 'stop', UNIT)] : []),
  { do: 'remove', path: WANTED },
  { do: 'remove', path: UNIT_FILE },
  { do: 'remove', path: FILE },
  ...(isLive ? [run('systemctl', 'daemon-reload')] : []),
];
