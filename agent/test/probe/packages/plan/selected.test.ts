import { writeFile } from 'node:fs/promises';
import { createRoot, foreignArchitecture, nativeArchitecture, type SandboxRoot } from '@suivi/testkit';
import { expect, it } from 'vitest';
import { carryOut, leftOf, plan, stepsOf } from './support.ts';

const native = await nativeArchitecture();

const selected = (root: SandboxRoot, ...wanted: [name: string, version: string, arch?: string][]) =>
  plan(root, 'apt_upgrade_selected', {
    parameters: { packages: wanted.map(([name, version, arch = native]) => ({ name, arch, version })) },
  });

it('plans the selected packages with what they need, and leaves the others', async () => {
  await using root = await createRoot();
  const foreign = await foreignArchitecture();
  const planned = await selected(
    root,
    ['lab-newdep', '1.1'],
    ['lab-all', '1.1', 'all'],
    ['lab-multi', '1.1', foreign],
  );
  expect(stepsOf(planned)).toEqual([
    `install lab-extra:${native} null>1.1`,
    'upgrade lab-all:all 1.0>1.1',
    ...[native, foreign].sort().map((arch) => `upgrade lab-multi:${arch} 1.0>1.1`),
    `upgrade lab-newdep:${native} 1.0>1.1`,
  ]);
  expect(leftOf(planned, 'lab-app')).toBe('upgradable: Not among the selected packages.');
  expect(leftOf(planned, 'lab-newdep')).toBeUndefined();
});

it('carries out what it plans without touching the automatic marks of installed packages', async () => {
  await using root = await createRoot();
  await root.ensure('apt-mark', 'auto', 'lab-lib', 'lab-all');
  const before = (await root.ensure('apt-mark', 'showauto')).stdout.split('\n');
  const planned = await selected(
    root,
    ['lab-lib', '1.0.1'],
    ['lab-app', '1.1'],
    ['lab-all', '1.1', 'all'],
    ['lab-newdep', '1.1'],
  );
  await carryOut(root, planned);
  const after = (await root.ensure('apt-mark', 'showauto')).stdout.split('\n');
  expect(after).toEqual([...before, 'lab-extra'].sort());
});

it.each([
  ['a version that is gone', 'lab-app', '9.9', /Version '9\.9' for 'lab-app' was not found/],
  ['a package that nobody knows', 'lab-nothing', '1', /Unable to locate package lab-nothing/],
  ['a package that is not installed', 'lab-extra', '1.1', /lab-extra is not installed/],
  [
    'a version with a suffix that apt takes as an order',
    'lab-app',
    '1.1-',
    /not bring lab-app to version 1\.1-/,
  ],
  ['a broken dependency', 'lab-broken', '1.1', /lab-that-does-not-exist/],
])('is impossible for %s, in the words of apt', async (_, name, version, said) => {
  await using root = await createRoot();
  const { plan: found, command } = await selected(root, [name, version]);
  expect(found).toMatchObject({ planHash: null, problem: { code: 'plan_impossible' }, downloadBytes: null });
  expect(found.problem?.message).toMatch(said);
  expect(command).toBeNull();
});

it('refuses what apt refuses to do unforced: held packages and downgrades', async () => {
  await using root = await createRoot();
  await root.hold('lab-held');
  expect((await selected(root, ['lab-held', '1.1'])).plan.problem).toMatchObject({
    code: 'plan_impossible',
    message: expect.stringContaining('Held packages were changed'),
  });
  await root.ensure('apt-get', '-y', '-q', 'install', '--only-upgrade', 'lab-app');
  expect((await selected(root, ['lab-app', '1.0'])).plan.problem).toMatchObject({
    code: 'plan_impossible',
    message: expect.stringContaining('downgraded'),
  });
});

it('is empty where the machine has the versions already', async () => {
  await using root = await createRoot();
  const planned = await selected(root, ['lab-app', '1.0']);
  expect(planned.plan).toMatchObject({ steps: [], downloadBytes: 0, diskBytes: 0 });
  expect(planned.plan.problem).toBeUndefined();
});

it('takes a phased package that is selected by its version', async () => {
  await using root = await createRoot({ flavour: 'ubuntu' });
  expect(stepsOf(await selected(root, ['lab-phased', '1.1']))).toEqual([
    `upgrade lab-phased:${native} 1.0>1.1`,
  ]);
  expect(leftOf(await plan(root, 'apt_upgrade'), 'lab-phased')).toMatch(/^phased/);
});

it('names what a pin keeps away', async () => {
  await using root = await createRoot();
  await root.pin('lab-pinned', '1.0');
  await writeFile(
    root.path('etc/apt/preferences'),
    'Package: lab-app\nPin: version 1.0\nPin-Priority: 1001\n',
  );
  const planned = await plan(root, 'apt_full_upgrade');
  expect(leftOf(planned, 'lab-pinned')).toMatch(/^pinned: Pinned/);
  expect(leftOf(planned, 'lab-app')).toMatch(/^pinned: Pinned/);
});
