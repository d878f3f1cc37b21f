import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Tree } from '../../../src/host/tree.ts';
import { readEcc, readHottest, readTemperatures } from '../../../src/probe/hardware/sensors.ts';
import { treeOf } from '../../support/kernel-tree.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'suivi-sensors-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A chip of hwmon with these files. */
async function chip(name: string, files: Record<string, string>): Promise<void> {
  const folder = join(root, 'sys/class/hwmon', name);
  await mkdir(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), `${text}\n`);
}

test('a machine without sensors has no hottest one', async () => {
  expect(await readHottest(new Tree(root))).toBeNull();
});

test('the hottest sensor, without inputs to which nothing is connected and without disks that may sleep', async () => {
  await chip('hwmon0', {
    name: 'coretemp',
    temp1_input: '61000',
    temp1_label: 'Package id 0',
    temp2_input: '58000',
  });
  await chip('hwmon1', { name: 'nct6775', temp1_input: '127500', temp1_label: 'AUXTIN0' });
  await chip('hwmon2', { name: 'drivetemp', temp1_input: '70000' });
  await chip('hwmon3', { name: 'nvme', temp1_input: '62850' });
  expect(await readHottest(new Tree(root))).toEqual({ name: 'coretemp Package id 0', celsius: 61 });
  await chip('hwmon0', { temp1_input: '91200' });
  expect(await readHottest(new Tree(root))).toEqual({ name: 'coretemp Package id 0', celsius: 91.2 });
  expect((await readTemperatures(new Tree(root))).map(({ name }) => name)).toEqual([
    'coretemp Package id 0',
    'coretemp temp2',
    'nct6775 AUXTIN0',
    'drivetemp temp1',
    'nvme temp1',
  ]);
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

test('memory with ECC, as a machine with the driver ie31200 has it: two controllers, and what lies beside them', async () => {
  // From a mail to the list linux-edac: `grep . /sys/devices/system/edac/mc/mc*/*_count`
  const folder = 'sys/devices/system/edac/mc';
  await using box = await treeOf({
    [`${folder}/power/control`]: 'auto\n',
    [`${folder}/mc0/ce_count`]: '0\n',
    [`${folder}/mc0/ce_noinfo_count`]: '0\n',
    [`${folder}/mc0/ue_count`]: '0\n',
    [`${folder}/mc1/ce_count`]: '0\n',
    [`${folder}/mc1/ue_count`]: '0\n',
  });
  expect(await readEcc(box.tree)).toEqual({ corrected: 0, uncorrected: 0 });
});
