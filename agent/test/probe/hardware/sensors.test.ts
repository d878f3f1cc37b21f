import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Tree } from '../../../src/host/tree.ts';
import { readHottest, readTemperatures } from '../../../src/probe/hardware/sensors.ts';

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
  expect(await readHottest(new Tree(root))).toEqual({ name: 'nvme temp1', celsius: 62.9 });
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
