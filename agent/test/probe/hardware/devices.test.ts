import { expect, test } from 'vitest';
import { Tree } from '../../../src/host/tree.ts';
import { readDisks, readGpus } from '../../../src/probe/hardware/devices.ts';
import { kernelTree, treeOf } from '../../support/kernel-tree.ts';

/** Vendor and model as the kernel's log prints them (`Direct-Access`), and what is shown. */
const DISKS = [
  ['ATA     ', 'ST1000NM0033-9ZM', 'hdd ST1000NM0033-9ZM'],
  ['ATA     ', 'VBOX HARDDISK   ', 'virtual VBOX HARDDISK'],
  ['Msft    ', 'Virtual Disk    ', 'virtual Msft Virtual Disk'],
  ['VMware  ', 'Virtual disk    ', 'virtual VMware Virtual disk'],
  ['VMware, ', 'VMware Virtual S', 'virtual VMware, VMware Virtual S'],
  ['QEMU    ', 'QEMU HARDDISK   ', 'virtual QEMU HARDDISK'],
  ['TOSHIBA ', 'AL15SEB24EQY    ', 'hdd TOSHIBA AL15SEB24EQY'],
] as const;

test.each(DISKS)('the disk of %s, %s', async (vendor, model, expected) => {
  await using box = await treeOf({
    'sys/block/sda/size': '1000\n',
    'sys/block/sda/queue/rotational': '1\n',
    'sys/block/sda/device/vendor': `${vendor}\n`,
    'sys/block/sda/device/model': `${model}\n`,
  });
  expect((await readDisks(box.tree)).map((disk) => `${disk.kind} ${disk.model}`)).toEqual([expected]);
});

test('a card by its name, as lspci 3.13 writes it', async () => {
  // Of the machine `captured-qemu-i440fx`; older ones do not write `-p00`.
  const lspci =
    '0000:00:02.0 "VGA compatible controller" "Vendor 1234" "Device 1111" -r02 -p00 "Red Hat, Inc." "Device 1100"\n' +
    '0000:00:03.0 "SCSI storage controller" "Red Hat, Inc." "Virtio SCSI" -p00 "Red Hat, Inc." "Device 0008"\n';
  await using tree = await kernelTree('captured-qemu-i440fx', 'machines');
  expect(await readGpus(new Tree(tree.path), lspci)).toEqual([
    { address: '0000:00:02.0', name: 'Vendor 1234 Device 1111', driver: 'bochs-drm', driverVersion: null },
  ]);
});
