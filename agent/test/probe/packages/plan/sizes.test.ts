import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRoot, nativeArchitecture } from '@suivi/testkit';
import { expect, it } from 'vitest';
import { offerOwn, plan } from './support.ts';

/** Our own folders, and the protocol of its own that apt writes whenever root plans. */
const OWN = /\/suivi-(cache|plan)\/|\/eipp\.log\.xz$/;
const packages = [{ name: 'lab-big', arch: await nativeArchitecture(), version: '1.1' }];

it('are those of apt: what is still to fetch, and what the disk takes', async () => {
  await using root = await createRoot();
  await root.offer('big');
  const before = (await plan(root, 'apt_upgrade_selected', { parameters: { packages } })).plan;
  expect(before.diskBytes).toBe(12 * 1024 * 1024);
  expect(before.downloadBytes).toBe(before.steps[0]?.downloadBytes);
  expect(before.downloadBytes).toBeGreaterThan(12 * 1024 * 1024);
  await root.ensure('apt-get', '-y', '-q', '--download-only', 'install', '--only-upgrade', 'lab-big');
  const after = (await plan(root, 'apt_upgrade_selected', { parameters: { packages } })).plan;
  expect(after).toMatchObject({ downloadBytes: 0, diskBytes: before.diskBytes, planHash: before.planHash });
});

it('are null where a size is not known', async () => {
  await using root = await createRoot();
  await offerOwn(root, [{ name: 'lab-app', version: '2.0', fields: { 'Installed-Size': undefined } }]);
  const wanted = [{ ...packages[0]!, name: 'lab-app', version: '2.0' }];
  const found = (await plan(root, 'apt_upgrade_selected', { parameters: { packages: wanted } })).plan;
  expect(found).toMatchObject({ diskBytes: null, downloadBytes: expect.any(Number) });
});

it('cost no change: planning writes nothing outside its own folders', async () => {
  await using root = await createRoot();
  const state = async () =>
    (await root.ensure('find', root.dir, '-newer', root.path('mark'), '-type', 'f')).stdout;
  await writeFile(root.path('mark'), '');
  await plan(root, 'apt_full_upgrade', { excluded: ['lab-lib'], changelogs: true });
  const written = (await state()).split('\n').filter((path) => path && !OWN.test(path));
  expect(written).toEqual([]);
  expect(existsSync(root.path('var/cache/apt/archives/lab-app_1.1_amd64.deb'))).toBe(false);
});
