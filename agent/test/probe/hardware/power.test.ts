import { expect, test } from 'vitest';
import { readFirmware } from '../../../src/probe/hardware/firmware.ts';
import { readPower } from '../../../src/probe/hardware/power.ts';
import { treeOf } from '../../support/kernel-tree.ts';

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
