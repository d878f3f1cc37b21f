import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fits, HardwareSnapshot } from '@suivi/shared';
import { expect, test } from 'vitest';
import { readHardware as readParts } from '../../../src/probe/hardware/index.ts';
import { readHardware } from '../../../src/probe/system/hardware.ts';
import { hardwareProfileOf, machineKindOf } from '../../../src/probe/system/parse.ts';
import { kernelTree } from '../../support/kernel-tree.ts';

const FOLDER = new URL('.', import.meta.url);

interface Expected {
  /** Kind, profile, and the virtualisation where systemd-detect-virt is not installed. */
  readonly as: readonly [string, string, string];
  /** The kind, where a login screen makes it another one. */
  readonly withLoginScreen?: string;
  readonly board: readonly [string | null, string | null];
  /** Where it is known. */
  readonly mode?: string | null;
  readonly disks?: readonly string[];
  readonly cards?: readonly string[];
  readonly gpus?: readonly string[];
}

const MACHINES: Readonly<Record<string, Expected>> = {
  'captured-kvm-firecracker': {
    as: ['vm', 'generic_vm', 'vm-other'],
    board: [null, null],
    mode: null,
    disks: ['vda virtual null'],
    cards: ['eth0 virtio_net true'],
  },
  'captured-qemu-i440fx': {
    as: ['vm', 'generic_vm', 'qemu'],
    board: ['QEMU', 'Standard PC (i440FX + PIIX, 1996)'],
    mode: 'bios',
    disks: ['sda virtual QEMU HARDDISK'],
    cards: ['ens4 virtio_net false'],
    gpus: ['1234:1111 bochs-drm'],
  },
  'captured-qemu-uefi': {
    as: ['vm', 'generic_vm', 'qemu'],
    board: ['QEMU', 'Standard PC (Q35 + ICH9, 2009)'],
    mode: 'uefi',
    disks: ['nvme0n1 virtual QEMU NVMe Ctrl', 'vda virtual null'],
    cards: ['enp0s3 e1000e false'],
    gpus: ['1234:1111 bochs-drm'],
  },
  'published-bare-metal': {
    as: ['physical', 'baremetal_server', 'none'],
    board: ['Dell Inc.', 'PowerEdge R220'],
    disks: ['sda unknown ST1000NM0033-9ZM', 'sdb unknown ST1000NM0033-9ZM'],
    cards: ['eno1 tg3 true', 'eno2 tg3 false'],
    gpus: ['102b:0534 mgag200'],
  },
  'published-gpu-server': {
    as: ['physical', 'gpu_server', 'none'],
    board: ['ASUSTeK COMPUTER INC.', 'ESC8000 G4'],
    gpus: ['1a03:2000 ast', '10de:1e04 nvidia'],
  },
  'published-laptop': {
    as: ['workstation', 'workstation', 'none'],
    board: ['Framework', 'Laptop (12th Gen Intel Core)'],
  },
  'published-proxmox-all-in-one': {
    as: ['proxmox_host', 'proxmox_host', 'none'],
    board: ['ASUSTeK COMPUTER INC.', 'A4110'],
    disks: ['sda unknown JMicron Tech'],
    cards: ['enp3s0 r8169 true', 'wlp2s0 ath9k false'],
    gpus: ['8086:22b1 i915'],
  },
  'published-proxmox-host': {
    as: ['proxmox_host', 'proxmox_host', 'none'],
    board: ['Dell Inc.', 'PowerEdge R320'],
    disks: ['sda unknown TOSHIBA MG08ADA6', 'sdb unknown TOSHIBA MG08ADA6'],
    cards: ['eno1 tg3 true', 'eno2 tg3 false'],
    gpus: ['102b:0534 mgag200'],
  },
  'published-raspberry-pi-4': {
    as: ['raspberry_pi', 'raspberry_pi', 'none'],
    board: [null, 'Raspberry Pi 4 Model B Rev 1.4'],
    mode: 'device_tree',
    disks: ['sda unknown ASMT 2360 NVME'],
    cards: ['eth0 bcmgenet false', 'wlan0 brcmfmac true'],
  },
  'published-workstation': {
    as: ['physical', 'baremetal_server', 'none'],
    withLoginScreen: 'workstation',
    board: ['System76', 'Thelio'],
    cards: ['enp9s0 igb true', 'wlp7s0 iwlwifi false'],
    gpus: ['1002:7340 amdgpu'],
  },
};

const published = async (name: string): Promise<{ detect?: string }> =>
  JSON.parse(await readFile(new URL(`${name}.json`, FOLDER), 'utf8'));

test.each(Object.entries(MACHINES))('the kind of %s', async (name, { as, withLoginScreen }) => {
  await using tree = await kernelTree(name, 'machines');
  const look = async (answer: string) => {
    const hardware = await readHardware(tree.path, tree.path, async () => answer);
    return [machineKindOf(hardware), hardwareProfileOf(machineKindOf(hardware), hardware)];
  };
  const [kind, profile, guessed] = as;
  const { detect } = await published(name);
  expect(await look('')).toEqual([kind, profile]);
  expect((await readHardware(tree.path, tree.path, async () => '')).virtualization).toBe(guessed);
  if (detect) expect(await look(detect)).toEqual([kind, profile]);
  await tree.link('etc/systemd/system/display-manager.service', '/usr/lib/systemd/system/gdm.service');
  expect((await look(''))[0]).toBe(withLoginScreen ?? kind);
});

test.each(Object.entries(MACHINES))('the parts of %s', async (name, expected) => {
  await using tree = await kernelTree(name, 'machines');
  const options = {
    machineId: 'm1',
    root: tree.path,
    record: join(tree.path, 'no'),
    isContainer: async () => false,
  };
  const core = { cpu: { model: null, cores: null }, memoryBytes: null };
  const read = await readParts(options, core, async () => '');
  expect(fits(HardwareSnapshot, read)).toBe(true);
  expect([read.board.vendor, read.board.product]).toEqual(expected.board);
  if (expected.mode !== undefined) expect(read.firmware.mode).toBe(expected.mode);
  expect(read.disks.map(({ name: disk, kind, model }) => `${disk} ${kind} ${model}`)).toEqual(
    expected.disks ?? [],
  );
  expect(read.network.map(({ name: card, driver, isUp }) => `${card} ${driver} ${isUp}`)).toEqual(
    expected.cards ?? [],
  );
  expect(read.gpus.map(({ name: gpu, driver }) => `${gpu} ${driver}`)).toEqual(expected.gpus ?? []);
  expect(read.warnings).toEqual([]);
});

test('every machine is on the list, and each that others have published names its source', async () => {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json'));
  expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(Object.keys(MACHINES).sort());
  for (const file of files.filter((each) => each.startsWith('published-')))
    expect(JSON.parse(await readFile(new URL(file, FOLDER), 'utf8')).source.length).toBeGreaterThan(0);
});
