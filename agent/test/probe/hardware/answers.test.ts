import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { hardwareWarnings } from '../../../src/probe/hardware/assess.ts';
import { hadUnderVoltage, ioErrors, missingFirmware } from '../../../src/probe/hardware/parse-kernel-log.ts';
import { parseFwupd } from '../../../src/probe/hardware/parse-record.ts';
import { parseSmart } from '../../../src/probe/hardware/parse-smart.ts';
import { tellingLines } from '../../../src/runner/hardware/kernel-log.ts';

const answer = (name: string) => readFile(new URL(`answers/${name}.json`, import.meta.url), 'utf8');

const UNKNOWN = {
  ...{ passed: null, celsius: null, powerOnHours: null },
  ...{ reallocated: null, pending: null, uncorrectable: null, usedPercent: null, problem: null },
};

/** Of each disk: what it says, and what a person should read of it. */
const DISKS: Readonly<Record<string, readonly [object, readonly string[]]>> = {
  'published-smart-ata': [
    { passed: true, celsius: 35, powerOnHours: 100_216, reallocated: 0, pending: 0, uncorrectable: 0 },
    [],
  ],
  'published-smart-nvme': [
    { passed: true, celsius: 37, powerOnHours: 12_173, uncorrectable: 0, usedPercent: 1 },
    [],
  ],
  'published-smart-sas': [
    { passed: true, celsius: 32, powerOnHours: 12_437, reallocated: 0, uncorrectable: 0 },
    [],
  ],
  'published-smart-scsi-with-errors': [
    { passed: true, celsius: 33, powerOnHours: 102_880, reallocated: 260, uncorrectable: 536 },
    ['sda had 536 errors that it could not correct.'],
  ],
  'published-smart-no-device': [{ problem: '/dev/nonexistent: Unable to detect device type' }, []],
  // It says 0 °C, and nothing of its health.
  'captured-smart-virtual-disk': [
    { problem: 'This disk has no SMART, so it does not tell of its health.' },
    [],
  ],
  'captured-smart-virtual-nvme': [
    { passed: true, celsius: 50, powerOnHours: 0, uncorrectable: 0, usedPercent: 0 },
    [],
  ],
};

test.each(Object.entries(DISKS))('%s', async (name, [expected, messages]) => {
  const { smart } = parseSmart(await answer(name));
  expect(smart).toEqual({ ...UNKNOWN, ...expected });
  const disk = {
    name: 'sda',
    model: null,
    serial: null,
    kind: 'hdd' as const,
    sizeBytes: 1,
    isRemovable: false,
  };
  const warnings = hardwareWarnings({
    ...{
      isContainer: false,
      ecc: null,
      power: null,
      temperatures: [],
      missingFirmware: null,
      ioErrors: new Map(),
      isLogOfThisBoot: true,
    },
    disks: [{ ...disk, smart }],
  });
  expect(warnings.map(({ message }) => message)).toEqual(messages);
});

const WEBCAM = { device: 'Integrated Webcam™', installed: '1.2.2', available: '1.2.4' };

/** What fwupd said, whether it has fetched a list, and the updates. */
const FWUPD = [
  ['captured-fwupd-updates', true, [WEBCAM]],
  ['captured-fwupd-updates', false, [WEBCAM]],
  ['captured-fwupd-none', true, []],
  // It says the same when it has no list to look into.
  ['captured-fwupd-none', false, null],
  ['captured-fwupd-no-service', true, null],
] as const;

test.each(FWUPD)('%s, list fetched: %s', async (name, hasList, updates) =>
  expect(parseFwupd(await answer(name), hasList)).toEqual(updates),
);

test('fwupd: an older release says by an error that there is none, and what is no JSON says nothing', () => {
  const error = { Domain: 'FwupdError', Code: 9, Message: 'No updates available' };
  expect(parseFwupd(JSON.stringify({ Error: error }), true)).toEqual([]);
  expect(parseFwupd('Command not found', true)).toBeNull();
});

interface KernelLog {
  readonly lines: readonly string[];
  readonly missing: readonly string[];
  readonly underVoltage?: true;
}

test('kernel logs that others have published: which firmware is missing, which disks fail, and whether power does', async () => {
  const logs = JSON.parse(await answer('published-kernel-logs')) as Record<string, KernelLog>;
  expect(Object.keys(logs).length).toBeGreaterThan(8);
  for (const [name, { lines, missing, underVoltage }] of Object.entries(logs)) {
    // What leaves the machine is enough to tell.
    const kept = tellingLines(lines.join('\n'));
    expect([name, ...missingFirmware(kept)]).toEqual([name, ...missing]);
    expect([name, ...ioErrors(kept).keys()]).toEqual([name]);
    expect([name, hadUnderVoltage(kept)]).toEqual([name, underVoltage ?? null]);
  }
});

test('two cards of one driver: what one of them has found is no firmware for the other', () => {
  const missed = (card: string, version: number) =>
    `[    3.5] iwlwifi ${card}: Direct firmware load for iwlwifi-cc-a0-${version}.ucode failed with error -2`;
  const [first, second] = ['0000:01:00.0', '0000:05:00.0'];
  const loaded = `[    3.6] iwlwifi ${first}: loaded firmware version 22.361476.0 op_mode iwlmvm`;
  const lines = [missed(first, 50), missed(second, 49), missed(second, 48), loaded];
  const lacking = ['iwlwifi-cc-a0-49.ucode', 'iwlwifi-cc-a0-48.ucode'];
  expect(missingFirmware(lines)).toEqual(lacking);
  expect(missingFirmware([missed(second, 49), loaded, missed(second, 48)])).toEqual(lacking);
  expect(missingFirmware([...lines, loaded.replace(first, second)])).toEqual([]);
});
