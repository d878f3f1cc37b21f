import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { Tree } from '../../../src/host/tree.ts';
import { readDisks } from '../../../src/probe/hardware/devices.ts';
import { readFirmware } from '../../../src/probe/hardware/firmware.ts';
import { readPower } from '../../../src/probe/hardware/power.ts';
import { readTemperatures } from '../../../src/probe/hardware/sensors.ts';

async function treeOf(files: Readonly<Record<string, string | Buffer>>) {
  const directory = await temporaryDirectory('tree');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory.path, path)), { recursive: true });
    await writeFile(join(directory.path, path), text);
  }
  return { tree: new Tree(directory.path), [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

const ALARM = {
  'sys/class/hwmon/hwmon0/name': 'cpu_thermal\n',
  'sys/class/hwmon/hwmon1/name': 'rpi_volt\n',
  'sys/class/hwmon/hwmon1/in0_lcrit_alarm': '1\n',
};
const UNDER_VOLTAGE_LINE = '[  768.669275] hwmon hwmon0: Undervoltage detected!';

/** Files, what vcgencmd told root, and the kernel's log; then under voltage and throttled, now and before. */
const CASES: readonly (readonly [
  string,
  Readonly<Record<string, string>>,
  string | null,
  readonly string[] | null,
  readonly (boolean | null)[] | null,
])[] = [
  ['nothing of the kind', {}, null, null, null],
  [
    'a Pi 4, or a Pi 5 with the kernel 6.1',
    { 'sys/devices/platform/soc/soc:firmware/get_throttled': '50000\n' },
    null,
    null,
    [false, false, true, true],
  ],
  [
    'a Pi 5',
    { 'sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled': '50005\n' },
    null,
    null,
    [true, true, true, true],
  ],
  ['a kernel without the file', ALARM, null, null, [true, null, null, null]],
  ['the same, and what the log says', ALARM, null, [UNDER_VOLTAGE_LINE], [true, null, true, null]],
  ['the same, and what root was told', ALARM, 'throttled=0x0\n', [], [true, null, false, false]],
  ['what root was told alone', {}, 'throttled=0x50005\n', null, [null, null, true, true]],
  ['what root was told, between two times', {}, 'throttled=0x1\n', null, [null, null, true, false]],
  ['what root was told is no answer', {}, 'VCHI initialization failed\n', null, null],
];

test.each(CASES)('power: %s', async (_, files, report, log, expected) => {
  await using box = await treeOf(files);
  const power = await readPower(box.tree, report, log);
  expect(power && [power.underVoltage, power.throttled, power.wasUnderVoltage, power.wasThrottled]).toEqual(
    expected,
  );
});

test('a room temperature that firmware calls critical is not one, and a sensor without a limit has none', async () => {
  // As `sensors` shows them on a board of Intel's 400 series; the last as an NVMe disk that tells no limit.
  await using box = await treeOf({
    'sys/class/hwmon/hwmon0/name': 'acpitz\n',
    'sys/class/hwmon/hwmon0/temp1_input': '16800\n',
    'sys/class/hwmon/hwmon0/temp1_crit': '20800\n',
    'sys/class/hwmon/hwmon0/temp2_input': '27800\n',
    'sys/class/hwmon/hwmon0/temp2_crit': '119000\n',
    'sys/class/hwmon/hwmon1/name': 'nvme\n',
    'sys/class/hwmon/hwmon1/temp1_input': '37850\n',
    'sys/class/hwmon/hwmon1/temp1_crit': '65261850\n',
  });
  const read = await readTemperatures(box.tree);
  expect(read.map(({ name, criticalCelsius }) => [name, criticalCelsius])).toEqual([
    ['acpitz temp1', null],
    ['acpitz temp2', 119],
    ['nvme temp1', null],
  ]);
});

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

test('the boot loader of a Raspberry Pi 5, as it has named itself and its build timestamp', async () => {
  // agherzan/meta-raspberrypi, pull request 1237: `VERSION:30de0ba5 DATE: 2023/10/30 TIME: 16:45:10`, `BUILD_TIMESTAMP=1698684310`
  const built = Buffer.alloc(4);
  built.writeUInt32BE(1_698_684_310);
  await using box = await treeOf({
    'proc/device-tree/model': 'Raspberry Pi 5 Model B Rev 1.0\0',
    'proc/device-tree/chosen/bootloader/build-timestamp': built,
  });
  expect(await readFirmware(box.tree)).toMatchObject({
    mode: 'device_tree',
    bootloaderAt: '2023-10-30T16:45:10.000Z',
  });
});
