import type { HardwareSnapshot } from '@suivi/shared';
import type { Tree } from '../../host/tree.ts';

const DMI = 'sys/class/dmi/id';
const DEVICE_TREE = 'proc/device-tree';

/** Who has made the machine; what a maker has left at its default is not known. */
export async function readBoard(tree: Tree): Promise<{ vendor: string | null; product: string | null }> {
  const product =
    named(await tree.line(`${DMI}/product_name`)) ?? named(await tree.line(`${DMI}/board_name`));
  return {
    vendor: named(await tree.line(`${DMI}/sys_vendor`)),
    product: product ?? (await tree.line(`${DEVICE_TREE}/model`)),
  };
}

const named = (text: string | null) =>
  text === null ||
  /^(to be filled by o\.?e\.?m\.?|o\.?e\.?m\.?|default string|system (manufacturer|product name)|all series|none|not (specified|applicable))$/i.test(
    text,
  )
    ? null
    : text;

/** The firmware that the machine boots with, without what fwupd has to say. */
export async function readFirmware(tree: Tree): Promise<Omit<HardwareSnapshot['firmware'], 'updates'>> {
  const built = await tree.bytes(`${DEVICE_TREE}/chosen/bootloader/build-timestamp`);
  const version = await tree.line(`${DMI}/bios_version`);
  return {
    mode: (await tree.list('sys/firmware/efi')).length > 0 ? 'uefi' : await modeWithoutUefi(tree, version),
    vendor: await tree.line(`${DMI}/bios_vendor`),
    version,
    date: await tree.line(`${DMI}/bios_date`),
    bootloaderAt: built?.length === 4 ? new Date(built.readUInt32BE(0) * 1000).toISOString() : null,
  };
}

async function modeWithoutUefi(tree: Tree, version: string | null): Promise<'bios' | 'device_tree' | null> {
  if ((await tree.line(`${DEVICE_TREE}/model`)) !== null) return 'device_tree';
  return version === null ? null : 'bios';
}
