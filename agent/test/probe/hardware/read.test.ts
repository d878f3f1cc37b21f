import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fits, HardwareSnapshot } from '@suivi/shared';
import { expect, test } from 'vitest';
import type { HardwareRecord } from '../../../src/domain/hardware-record.ts';
import { readBootId } from '../../../src/host/process.ts';
import { hardwareFingerprint, readHardware } from '../../../src/probe/hardware/index.ts';
import { kernelTree } from '../../support/kernel-tree.ts';

const CORE = { cpu: { model: 'A processor', cores: 4 }, memoryBytes: 8e9 };

/** What the probe makes of a fixture, and of what root has read beside it. */
async function probe(
  name: string,
  {
    record,
    lspci = '',
    isContainer = false,
  }: { record?: HardwareRecord; lspci?: string; isContainer?: boolean } = {},
) {
  await using tree = await kernelTree(name);
  const path = join(tree.path, 'hardware.json');
  if (record) await writeFile(path, JSON.stringify(record));
  const options = { machineId: 'm1', root: tree.path, record: path, isContainer: async () => isContainer };
  const read = await readHardware(options, CORE, async () => lspci);
  expect(fits(HardwareSnapshot, read)).toBe(true);
  return read;
}

const record = (change: Partial<HardwareRecord> = {}): HardwareRecord => ({
  ...{ readAt: '2026-11-24T12:00:00.000Z', smart: [], kernelLog: [], serial: null, fwupd: null },
  ...change,
});

test('a container on virtio, as it was captured: nothing is made up, and nothing is judged', async () => {
  const read = await probe('captured-container-on-virtio', { isContainer: true });
  expect(read).toMatchObject({
    isContainer: true,
    board: { vendor: null, product: null, serial: null },
    ecc: null,
    power: null,
    gpus: [],
    temperatures: [],
    firmware: { mode: null, vendor: null, version: null, date: null, bootloaderAt: null, updates: null },
    missingFirmware: null,
    probe: null,
    warnings: [],
  });
  expect(read.disks).toEqual([
    {
      name: 'vda',
      model: null,
      serial: null,
      kind: 'virtual',
      sizeBytes: 274877906944,
      isRemovable: false,
      smart: null,
    },
  ]);
  expect(read.network).toEqual([
    { name: 'eth0', mac: '02:00:00:00:00:01', isUp: true, speedMbps: null, driver: 'virtio_net' },
  ]);
});

test('a container of LXC, as it was captured: its interface has no device, and is what its host knows it by', async () => {
  const inside = await probe('captured-lxc-on-virtio', { isContainer: true });
  expect(inside.network).toEqual([
    { name: 'eth0', mac: '00:16:3e:00:00:01', isUp: true, speedMbps: 10_000, driver: null },
  ]);
  const outside = await probe('captured-lxc-on-virtio');
  expect(outside.network).toEqual([]);
});

test('a server with a GPU: cards by name and driver, ECC and heat with reasons', async () => {
  const lspci =
    '0000:17:00.0 "3D controller" "NVIDIA Corporation" "GA100 [A100 PCIe 80GB]" -ra1 "NVIDIA Corporation" "Device 1533"\n' +
    '0000:00:00.0 "Host bridge" "Intel Corporation" "Device 09a2" -r20 "" ""\n';
  const read = await probe('written-gpu-server', { lspci });
  expect(read.gpus).toEqual([
    { address: '0000:03:00.0', name: '1a03:2000', driver: 'ast', driverVersion: null },
    {
      address: '0000:17:00.0',
      name: 'NVIDIA Corporation GA100 [A100 PCIe 80GB]',
      driver: 'nvidia',
      driverVersion: '550.90.07',
    },
  ]);
  expect(read.disks.map(({ name, kind, model }) => [name, kind, model])).toEqual([
    ['nvme0n1', 'nvme', 'SAMSUNG MZQL21T9HCJR-00A07'],
    ['sda', 'hdd', 'ST4000NM000A-2HZ'],
  ]);
  expect(read.network).toMatchObject([{ name: 'eno1', speedMbps: 10_000, driver: 'ixgbe' }]);
  expect(read.firmware).toMatchObject({ mode: 'uefi', version: '2.4' });
  expect(read.ecc).toEqual({ corrected: 3, uncorrected: 0 });
  expect(read.temperatures).toEqual([
    { name: 'coretemp Package id 0', celsius: 101, criticalCelsius: 100 },
    { name: 'nvme Composite', celsius: 38.9, criticalCelsius: null },
  ]);
  expect(read.warnings.map(({ code, severity }) => [code, severity])).toEqual([
    ['ecc_errors', 'warning'],
    ['too_hot', 'warning'],
  ]);
});

test('a Raspberry Pi with a weak power supply', async () => {
  const read = await probe('written-raspberry-pi');
  expect(read.board).toEqual({ vendor: null, product: 'Raspberry Pi 5 Model B Rev 1.0', serial: null });
  expect(read.firmware.mode).toBe('device_tree');
  expect(read.disks).toMatchObject([{ name: 'mmcblk0', kind: 'mmc', model: 'SD32G' }]);
  expect(read.power).toEqual({
    underVoltage: true,
    throttled: true,
    wasUnderVoltage: true,
    wasThrottled: true,
  });
  expect(read.warnings.map(({ code }) => code)).toEqual(['under_voltage', 'throttled']);
});

const WEAK = record({
  throttled: 'throttled=0x40000\n',
  kernelLog: [
    '[  768.669275] hwmon hwmon0: Undervoltage detected!',
    '[ 99.0] I/O error, dev sda, sector 1234 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 2',
  ],
});
const OTHER_BOOT = '01234567-89ab-cdef-0123-456789abcdef';

test('what root was told since the boot counts in that boot alone', async () => {
  const now = await probe('written-workstation', { record: { ...WEAK, bootId: await readBootId() } });
  expect(now.power).toEqual({
    ...{ underVoltage: null, throttled: null },
    ...{ wasUnderVoltage: true, wasThrottled: true },
  });
  expect(now.warnings.map(({ message }) => message)).toEqual([
    'sda could not be read or written 1 times since the boot.',
    'The voltage was too low since the boot. Use a stronger power supply or a shorter cable.',
    'The processor was, since the boot, slowed down because of heat or voltage.',
  ]);
  for (const before of [WEAK, { ...WEAK, bootId: null }, { ...WEAK, bootId: OTHER_BOOT }]) {
    const read = await probe('written-workstation', { record: before });
    expect(read.power).toBeNull();
    expect(read.warnings.map(({ message }) => message)).toEqual([
      "By the kernel's log that root read last, sda could not be read or written 1 times.",
    ]);
  }
});

test('what a Raspberry Pi says itself counts whenever root has looked', async () => {
  const calm = record({ throttled: 'throttled=0x0\n', bootId: OTHER_BOOT });
  const read = await probe('written-raspberry-pi', { record: calm });
  expect(read.power).toMatchObject({ wasUnderVoltage: true, wasThrottled: true });
});

test('what a maker has left at its default is not a name', async () => {
  expect((await probe('written-workstation')).board).toMatchObject({
    vendor: null,
    product: 'PRIME B350-PLUS',
  });
});

test('what root has read: disks that fail, firmware that drivers miss, updates of it', async () => {
  const ata = {
    serial_number: 'ZZ1',
    smart_status: { passed: false },
    temperature: { current: 41 },
    power_on_time: { hours: 51234 },
    ata_smart_attributes: {
      table: [
        { id: 5, raw: { value: 12, string: '12' } },
        { id: 197, raw: { value: 8, string: '8' } },
        { id: 198, raw: { value: 0, string: '0' } },
      ],
    },
  };
  const nvme = {
    smart_status: { passed: true },
    nvme_smart_health_information_log: { critical_warning: 0, percentage_used: 93, media_errors: 0 },
  };
  const read = await probe('written-gpu-server', {
    record: record({
      smart: [
        { disk: 'sda', json: JSON.stringify(ata) },
        { disk: 'nvme0n1', json: JSON.stringify(nvme) },
      ],
      kernelLog: [
        '[    4.1] iwlwifi 0000:02:00.0: firmware: failed to load iwlwifi-7265D-29.ucode (-2)',
        '[    4.2] iwlwifi 0000:02:00.0: Direct firmware load for iwlwifi-7265D-29.ucode failed with error -2',
        '[ 99.0] I/O error, dev sda, sector 1234 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 2',
      ],
      serial: 'S123',
      fwupd: JSON.stringify({
        Devices: [{ Name: 'System Firmware', Version: '2.4', Releases: [{ Version: '2.5' }] }],
      }),
    }),
  });
  const [ssd, hdd] = read.disks;
  expect(ssd?.smart).toMatchObject({ passed: true, usedPercent: 93, reallocated: null });
  expect(hdd).toMatchObject({
    serial: 'ZZ1',
    smart: { passed: false, celsius: 41, powerOnHours: 51234, reallocated: 12, pending: 8, uncorrectable: 0 },
  });
  expect(read.missingFirmware).toEqual(['iwlwifi-7265D-29.ucode']);
  expect(read.firmware.updates).toEqual([{ device: 'System Firmware', installed: '2.4', available: '2.5' }]);
  expect(read.probe).toEqual({ at: '2026-11-24T12:00:00.000Z', hasSmartctl: true, hasFwupd: true });
  expect(
    read.warnings.filter(({ severity }) => severity === 'error').map(({ component }) => component),
  ).toEqual(['sda']);
  expect(read.warnings.map(({ code }) => code)).toEqual(
    expect.arrayContaining([
      'disk_failing',
      'disk_bad_sectors',
      'disk_worn_out',
      'disk_io_errors',
      'missing_firmware',
    ]),
  );
});

test('a disk that smartctl cannot read is not a healthy one', async () => {
  const usb = { smartctl: { messages: [{ string: '/dev/sda: Unknown USB bridge', severity: 'error' }] } };
  const read = await probe('written-workstation', {
    record: record({ smart: [{ disk: 'sda', json: JSON.stringify(usb) }] }),
  });
  expect(read.disks[0]?.smart).toMatchObject({
    passed: null,
    celsius: null,
    problem: '/dev/sda: Unknown USB bridge',
  });
  const nonsense = await probe('written-workstation', {
    record: record({ smart: [{ disk: 'sda', json: '<html>' }] }),
  });
  expect(nonsense.disks[0]?.smart?.passed).toBeNull();
  expect(nonsense.warnings).toEqual([]);
});

test('a record that is no record counts as none', async () => {
  const read = await probe('written-workstation', { record: { readAt: 'now' } as HardwareRecord });
  expect(read.probe).toBeNull();
  expect(read.missingFirmware).toBeNull();
});

test('the fingerprint changes with errors, disks and what root has read, and not with a degree more', async () => {
  await using tree = await kernelTree('written-gpu-server');
  const path = join(tree.path, 'hardware.json');
  const options = { machineId: 'm1', root: tree.path, record: path, isContainer: async () => false };
  const seen = [await hardwareFingerprint(options)];
  const put = async (file: string, text: string) => {
    await writeFile(join(tree.path, file), text);
    seen.push(await hardwareFingerprint(options));
  };
  await put('sys/class/hwmon/hwmon1/temp1_input', '39850\n');
  expect(seen[1]).toBe(seen[0]);
  await put('sys/devices/system/edac/mc/mc0/ce_count', '4\n');
  await mkdir(join(tree.path, 'sys/block/sdc'));
  await put('sys/block/sdc/size', '1000\n');
  await put('hardware.json', '{}');
  await put('sys/class/hwmon/hwmon0/temp1_input', '50000\n');
  expect(new Set(seen.slice(1)).size).toBe(5);
});
