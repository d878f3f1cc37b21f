import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { eventually } from '@suivi/testkit';
import { expect, test } from 'vitest';
import {
  commandOf,
  isAlive,
  isGroupAlive,
  ownIdentity,
  parseStat,
  readBootId,
} from '../../src/host/process.ts';

test('a command name with spaces and brackets does not confuse the reader', () => {
  const rest = 'S 1 4711 4711 0 -1 4194304 109 0 0 0 0 0 0 0 20 0 1 0 396185 2654208';
  expect(parseStat(`4712 (a) b (c) ${rest}`)).toEqual({
    pid: 4712,
    state: 'S',
    group: 4711,
    startTicks: 396185,
  });
  expect(parseStat('4712 (cut off) S 1')).toBeNull();
  expect(parseStat('')).toBeNull();
});

test('a process is alive until it ends; its group as long as one of it lives', async () => {
  const own = await ownIdentity();
  expect(await isAlive(own)).toBe(true);
  expect(await isAlive({ ...own, startTicks: own.startTicks + 1 })).toBe(false);
  expect(await isAlive({ ...own, bootId: '' })).toBe(false);

  const leader = spawn('sh', ['-c', 'sleep 30 & echo started; wait'], { detached: true, stdio: 'pipe' });
  await once(leader.stdout, 'data');
  const stat = parseStat(await readFile(`/proc/${leader.pid}/stat`, 'utf8'))!;
  const identity = { pid: stat.pid, startTicks: stat.startTicks, bootId: await readBootId() };
  expect(await commandOf(stat.pid)).toMatch(/^sh -c sleep 30/);
  process.kill(stat.pid, 'SIGKILL');
  await once(leader, 'exit');
  expect(await isAlive(identity)).toBe(false);
  expect(await isGroupAlive(identity)).toBe(true);
  process.kill(-stat.pid, 'SIGKILL');
  await eventually(async () => !(await isGroupAlive(identity)));
});

test('a process that has ended and that nobody has waited for is not alive', async () => {
  const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 30'], { stdio: 'pipe' });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  const statOf = async () => parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'))!;
  const { startTicks } = await statOf();
  await eventually(async () => (await statOf()).state === 'Z');
  expect(await isAlive({ pid, startTicks, bootId: await readBootId() })).toBe(false);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
});

test("the boot is the one that systemd's unit names, and else what /proc says", async () => {
  const file = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const said = '0123456789abcdef0123456789abcdef';
  expect(await readBootId({ SUIVI_BOOT_ID: said })).toBe('01234567-89ab-cdef-0123-456789abcdef');
  expect(await readBootId({ SUIVI_BOOT_ID: file.trim().replaceAll('-', '') })).toBe(file.trim());
  for (const other of [{}, { SUIVI_BOOT_ID: '' }, { SUIVI_BOOT_ID: '%b' }])
    expect(await readBootId(other)).toBe(file.trim());
});
