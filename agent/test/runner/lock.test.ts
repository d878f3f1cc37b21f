import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { lockHolder } from '../../src/domain/runner-lock.ts';
import { ownIdentity } from '../../src/host/process.ts';
import { takeLock } from '../../src/runner/lock.ts';

test('one holder at a time, by process id and start', async () => {
  await using dir = await temporaryDirectory('lock');
  const release = await takeLock(dir.path);
  expect(await takeLock(dir.path)).toBeNull();
  expect(await lockHolder(dir.path)).toEqual(await ownIdentity());
  await release!();
  expect(await lockHolder(dir.path)).toBeNull();
  expect(await takeLock(dir.path)).not.toBeNull();
  expect(await readdir(dir.path)).toEqual(['2']);
});

test('the lock of a dead owner, of a process that got its id, or of an earlier boot is taken over', async () => {
  const own = await ownIdentity();
  const ended = execa('true');
  const { pid } = ended;
  await ended;
  const owners = [
    { ...own, pid },
    { ...own, startTicks: own.startTicks - 1 },
    { ...own, bootId: 'another boot' },
    'garbage',
  ];
  for (const owner of owners) {
    await using dir = await temporaryDirectory('lock');
    await mkdir(dir.path, { recursive: true });
    await writeFile(join(dir.path, '7'), JSON.stringify(owner));
    expect(await takeLock(dir.path), JSON.stringify(owner)).not.toBeNull();
    expect(await readdir(dir.path)).toEqual(['8']);
  }
});

test('of many that take over at once one wins', async () => {
  await using dir = await temporaryDirectory('lock');
  await writeFile(join(dir.path, '1'), '');
  const all = await Promise.all(Array.from({ length: 20 }, () => takeLock(dir.path)));
  expect(all.filter((release) => release !== null)).toHaveLength(1);
});
