import type { Disk, HardwareSnapshot, NetworkCard } from '@suivi/shared';
import { isGpu } from '../../domain/pci.ts';
import type { Tree } from '../../host/tree.ts';
import { parseLspci } from './parse-lspci.ts';

const SECTOR_BYTES = 512;
/** What is made of disks or of memory, and drives without a disk of their own. */
export const NO_DISK = /^(loop|ram|zram|dm-|md|sr|fd|nbd|drbd|rbd|mmcblk\d+(boot|rpmb))/;
const MOST = 128;
/** What hypervisors and clouds call the disks that they make up. */
const MADE_UP = /^(QEMU|VMware|VBOX|Msft|Google PersistentDisk|Amazon Elastic Block Store)\b/;

/** The disks by /sys/block, without what root has to read. */
export async function readDisks(tree: Tree): Promise<Disk[]> {
  const disks: Disk[] = [];
  for (const name of (await tree.list('sys/block')).filter((each) => !NO_DISK.test(each)).slice(0, MOST)) {
    const path = `sys/block/${name}`;
    const sectors = await tree.number(`${path}/size`);
    // A card reader without a card.
    if (!sectors) continue;
    const model = await diskModel(tree, `${path}/device`);
    disks.push({
      name,
      model,
      serial: null,
      kind: diskKind(name, model, await tree.number(`${path}/queue/rotational`)),
      sizeBytes: sectors * SECTOR_BYTES,
      isRemovable: (await tree.number(`${path}/removable`)) === 1,
      smart: null,
    });
  }
  return disks;
}

/** SCSI and USB tell the vendor apart from a model of at most sixteen letters; of a SATA disk the vendor is just `ATA`. */
async function diskModel(tree: Tree, device: string): Promise<string | null> {
  const model = (await tree.line(`${device}/model`)) ?? (await tree.line(`${device}/name`));
  const vendor = await tree.line(`${device}/vendor`);
  const isNamed = !vendor || vendor === 'ATA' || /^0x/.test(vendor) || model?.startsWith(vendor);
  return model && !isNamed ? `${vendor} ${model}`.slice(0, 256) : model;
}

function diskKind(name: string, model: string | null, rotational: number | null): Disk['kind'] {
  if (/^(vd|xvd)/.test(name) || MADE_UP.test(model ?? '')) return 'virtual';
  if (name.startsWith('nvme')) return 'nvme';
  if (name.startsWith('mmcblk')) return 'mmc';
  if (rotational === null) return 'unknown';
  return rotational === 1 ? 'hdd' : 'ssd';
}

/**
 * The network cards: what has a device behind it, so no bridges, no veth, no lo. In a container also the ends of what its host has
 * given it: by their addresses the host's guest is known.
 */
export async function readNetwork(tree: Tree, isContainer: boolean): Promise<NetworkCard[]> {
  const cards: NetworkCard[] = [];
  for (const name of await tree.list('sys/class/net')) {
    const path = `sys/class/net/${name}`;
    const isCard =
      (await tree.target(`${path}/device`)) !== null || (isContainer && (await isGiven(tree, path)));
    if (cards.length >= MOST || !isCard) continue;
    const state = await tree.line(`${path}/operstate`);
    const speed = await tree.number(`${path}/speed`);
    cards.push({
      name: name.slice(0, 64),
      mac: await tree.line(`${path}/address`),
      isUp: state === 'up' ? true : state === 'down' ? false : null,
      speedMbps: speed !== null && speed > 0 ? speed : null,
      driver: await tree.target(`${path}/device/driver`),
    });
  }
  return cards;
}

/** Whether the other end of an interface is outside of the container; one that belongs to a bridge leads further in. */
async function isGiven(tree: Tree, path: string): Promise<boolean> {
  const [own, other] = [await tree.number(`${path}/ifindex`), await tree.number(`${path}/iflink`)];
  // The kernel's own tunnels, which every container is given, lead to number 0.
  return own !== null && !!other && own !== other && (await tree.target(`${path}/master`)) === null;
}

/** The cards that draw or compute, named as `lspci -Dmm` names them. */
export async function readGpus(tree: Tree, lspci: string): Promise<HardwareSnapshot['gpus']> {
  const names = parseLspci(lspci);
  const gpus: HardwareSnapshot['gpus'] = [];
  for (const address of await tree.list('sys/bus/pci/devices')) {
    const found = await tree.pci(`sys/bus/pci/devices/${address}`);
    if (gpus.length >= MOST || !found || !isGpu(found)) continue;
    const { driver } = found;
    const number = (text: string | null) => text?.replace('0x', '') ?? '?';
    gpus.push({
      address,
      name: names.get(address) ?? `${number(found.vendor)}:${number(found.device)}`,
      driver,
      driverVersion: driver && (await tree.line(`sys/module/${driver}/version`)),
    });
  }
  return gpus;
}
