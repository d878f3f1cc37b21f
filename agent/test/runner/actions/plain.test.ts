import { readdir } from 'node:fs/promises';
import { createRoot } from '@suivi/testkit';
import { expect, test, vi } from 'vitest';
import { act, PATIENCE_MS } from '../../support/acting.ts';
import { runnerBox } from '../../support/runner.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

test('packages are held and let go', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const held = async () => (await root.run('apt-mark', ['showhold'])).stdout.split('\n').filter(Boolean);
  const packages = [
    { name: 'lab-app' },
    { name: 'lab-multi', arch: 'i386' },
    { name: 'lab-all', arch: 'all' },
  ];
  expect(await act(box, root, { action: 'apt_hold', parameters: { packages } })).toMatchObject({
    status: 'ok',
    exitCode: 0,
  });
  expect(await held()).toEqual(['lab-all', 'lab-app', 'lab-multi:i386']);
  const some = { packages: packages.slice(1) };
  expect((await act(box, root, { action: 'apt_unhold', parameters: some })).status).toBe('ok');
  expect(await held()).toEqual(['lab-app']);

  const unknown = { packages: [{ name: 'lab-nowhere' }] };
  const end = await act(box, root, { action: 'apt_hold', parameters: unknown });
  expect(end).toMatchObject({ status: 'error', errorKind: 'apt_failed' });
  expect(end.errorMessage).toMatch(/Unable to locate package lab-nowhere/);
});

test('downloaded packages are removed', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await root.ensure('apt-get', '-y', '-d', 'install', 'lab-app');
  const debs = async () =>
    (await readdir(root.path('var/cache/apt/archives'))).filter((name) => name.endsWith('.deb'));
  expect(await debs()).toHaveLength(1);
  expect(await act(box, root, { action: 'apt_clean' })).toMatchObject({ status: 'ok', exitCode: 0 });
  expect(await debs()).toEqual([]);
});
