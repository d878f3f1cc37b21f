import { readFile, stat } from 'node:fs/promises';
import { fits } from '@suivi/shared';
import { expect, test } from 'vitest';
import { HardwareRecord } from '../../../src/domain/hardware-record.ts';
import { readBootId } from '../../../src/host/process.ts';
import { tellingLines } from '../../../src/runner/hardware/kernel-log.ts';
import { policyRefusal } from '../../../src/runner/index.ts';
import { runnerBox } from '../../support/runner.ts';

test('what root has read lies in a file that the agent may read, and the log says what is missing', async () => {
  await using box = await runnerBox();
  const job = box.collector.sign({ action: 'hardware_probe' });
  await box.enqueue(job);
  await box.run({});
  expect(await box.end(job)).toMatchObject({ status: 'ok', errorKind: null });
  expect(await box.log(job)).toMatch(/smartctl is not installed|disks? was asked for/);
  const { hardwareRecord } = box.paths;
  const record: unknown = JSON.parse(await readFile(hardwareRecord, 'utf8'));
  expect(fits(HardwareRecord, record)).toBe(true);
  expect(record).toMatchObject({ bootId: await readBootId() });
  expect((await stat(hardwareRecord)).mode & 0o777).toBe(0o640);
});

test('a sandbox has no hardware', async () => {
  await using box = await runnerBox();
  const job = box.collector.sign({ action: 'hardware_probe' });
  await box.enqueue(job);
  await box.run({ DPKG_ROOT: box.directory });
  expect(await box.end(job)).toMatchObject({ status: 'error', errorKind: 'not_supported' });
});

test('it changes nothing, so a read-only policy allows it; one that lists what it allows has to name it', () => {
  expect(policyRefusal({ profile: 'read-only' }, 'hardware_probe')).toBeNull();
  expect(policyRefusal({ profile: 'standard', allowedActions: ['apt_refresh'] }, 'hardware_probe')).toMatch(
    /does not list/,
  );
});

test('of the kernel log only what tells of firmware and disks leaves the machine', () => {
  const lines = [
    '[1] secret=password of something',
    '[2] tg3 0000:02:00.0: Direct firmware load for tigon/tg3.bin failed with error -2',
    '[3] blk_update_request: I/O error, dev sdb, sector 1',
    '[4] critical medium error, dev nvme0n1, sector 7',
  ];
  expect(tellingLines(lines.join('\n'))).toEqual(lines.slice(1));
});
