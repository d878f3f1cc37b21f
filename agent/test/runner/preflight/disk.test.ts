import { rm, symlink } from 'node:fs/promises';
import { createRoot, type SandboxRoot, smallDisk } from '@suivi/testkit';
import { expect, test, vi } from 'vitest';
import { act, begin, PATIENCE_MS } from '../../support/acting.ts';
import { runnerBox } from '../../support/runner.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const MB = 1024 * 1024;

/** Puts a folder of a root on a small disk of its own. */
async function onDisk(root: SandboxRoot, folder: string, disk: { path: string }): Promise<void> {
  await rm(root.path(folder), { recursive: true, force: true });
  await symlink(disk.path, root.path(folder));
}

test.each([
  {
    folder: 'var/cache/apt/archives',
    offer: 'big',
    place: /\/archives has 6\.\d MB free, and 2\d\.\d MB are/,
  },
  { folder: 'boot', offer: 'kernel', place: /\/boot has 6\.\d MB free, and 1\d\d\.\d MB are/ },
] as const)(
  'row 12: too little room in $folder is refused with the sizes',
  async ({ folder, offer, place }) => {
    const disk = await smallDisk(6 * MB);
    if ('reason' in disk) return console.log(`skipped: ${disk.reason}`);
    await using _disk = disk;
    await using root = await createRoot();
    await using box = await runnerBox();
    await root.offer(offer);
    await onDisk(root, folder, disk);
    const { job, ended } = await begin(box, root, { action: 'apt_full_upgrade' });
    await ended;
    const end = await box.end(job);
    expect(end).toMatchObject({ status: 'error', errorKind: 'disk_full', exitCode: null });
    expect(end.errorMessage).toMatch(place);
    expect(await box.log(job)).not.toContain('$ apt-get');
  },
);

test('row 12: a disk that becomes full in the middle: an error, and the state as it is', async () => {
  const disk = await smallDisk(4 * MB);
  if ('reason' in disk) return console.log(`skipped: ${disk.reason}`);
  await using _disk = disk;
  await using root = await createRoot();
  await using box = await runnerBox();
  await root.offer('big');
  await onDisk(root, 'opt', disk);
  const end = await act(box, root, { action: 'apt_full_upgrade' });
  expect(end).toMatchObject({ status: 'error', errorKind: 'disk_full', exitCode: 100 });
  expect(end.errorMessage).toMatch(/No space left on device.*apt_repair/);
  expect(end.failures?.map(({ name }) => name)).toContain('lab-big');
  expect(end.changes?.map(({ name }) => name)).not.toContain('lab-big');
});
