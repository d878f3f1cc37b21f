import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRoot, type SandboxRoot } from '@suivi/testkit';
import { describe, expect, it } from 'vitest';
import { openPackagesProbe } from '../../../src/probe/packages/index.ts';

const NOON = Date.parse('2026-01-01T12:00:00.000Z');
const DAY_MS = 24 * 60 * 60_000;

const open = (root: SandboxRoot, now = NOON) =>
  openPackagesProbe({
    now: () => now,
    env: root.env,
    cacheDir: root.path('suivi-cache'),
    refreshRecord: root.path('runner/refresh.json'),
    exclusions: { file: root.path('etc/policy.json'), names: async () => [] },
  });

describe('the fingerprint', () => {
  it.each<[string, (root: SandboxRoot) => Promise<unknown>]>([
    ['dpkg changes its status', (root) => appendFile(root.path('var/lib/dpkg/status'), '\n')],
    ['a package is held', (root) => root.hold('lab-app')],
    ['a package is marked as automatic', (root) => root.ensure('apt-mark', 'auto', 'lab-app')],
    ['dpkg leaves a journal', (root) => writeFile(root.path('var/lib/dpkg/updates/0001'), '')],
    ['a source is added', (root) => root.addSource({ name: 'more', uri: '/nowhere', suites: ['x'] })],
    ['preferences change', (root) => root.pin('lab-app', '1.0')],
    ["apt's settings change", (root) => writeFile(root.path('etc/apt/apt.conf.d/x'), '')],
    ['lists are put in place', (root) => replaceList(root)],
    ['a reboot is asked for', (root) => writeFile(root.path('run/reboot-required'), '')],
    ['the runner records a refresh', (root) => recordRefresh(root)],
    ['apt notes a refresh', (root) => stamp(root)],
    ['the policy comes', (root) => writeFile(root.path('etc/policy.json'), '{}')],
  ])('changes when %s', async (_, change) => {
    await using root = await createRoot();
    const probe = open(root);
    const before = await probe.fingerprint();
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await probe.fingerprint()).toBe(before);
    await change(root);
    expect(await probe.fingerprint()).not.toBe(before);
  });

  it('stays after an analysis, a simulation and a look at the lists', async () => {
    await using root = await createRoot();
    const probe = open(root);
    const before = await probe.fingerprint();
    await probe.analyse();
    await root.aptGet('-s', 'dist-upgrade');
    await writeFile(root.path('var/lib/apt/lists/lock'), '');
    expect(await probe.fingerprint()).toBe(before);
  });

  it('changes with the day, for lists expire by themselves', async () => {
    await using root = await createRoot();
    const fingerprints = [NOON, NOON + DAY_MS / 4, NOON + DAY_MS].map((now) => open(root, now).fingerprint());
    const [today, later, tomorrow] = await Promise.all(fingerprints);
    expect(later).toBe(today);
    expect(tomorrow).not.toBe(today);
  });

  it('runs nothing once the paths are known', async () => {
    await using root = await createRoot();
    const env: Record<string, string> = { ...root.env };
    const probe = openPackagesProbe({ env, cacheDir: root.path('suivi-cache'), now: () => NOON });
    const before = await probe.fingerprint();
    env['APT_CONFIG'] = '/dev/null/nowhere';
    expect(await probe.fingerprint()).toBe(before);
  });
});

it('watches the folders in which these changes happen', async () => {
  await using root = await createRoot();
  const targets = await open(root).watchTargets();
  for (const folder of [
    'var/lib/dpkg',
    'var/lib/dpkg/updates',
    'var/lib/apt',
    'var/lib/apt/lists',
    'etc/apt',
    'etc/apt/sources.list.d',
    'etc/apt/preferences.d',
    'etc/apt/apt.conf.d',
    'run',
    'runner',
    'etc/policy.json',
  ]) {
    expect(targets).toContain(root.path(folder));
  }
  expect(new Set(targets).size).toBe(targets.length);
});

it('reads the paths again when the settings move them', async () => {
  await using root = await createRoot();
  const probe = open(root);
  await probe.fingerprint();
  await mkdir(root.path('elsewhere'));
  await writeFile(
    root.path('etc/apt/apt.conf.d/move'),
    `Dir::Etc::sourceparts "${root.path('elsewhere')}";\n`,
  );
  expect(await probe.watchTargets()).toContain(root.path('elsewhere'));
  expect((await probe.analyse()).sources).toEqual([]);
});

/** As apt does it: a new file takes the old one's name. */
async function replaceList(root: SandboxRoot): Promise<void> {
  const lists = root.path('var/lib/apt/lists');
  await writeFile(join(lists, 'new'), '');
  await rename(join(lists, 'new'), join(lists, 'host_dists_x_InRelease'));
}

async function recordRefresh(root: SandboxRoot): Promise<void> {
  await mkdir(root.path('runner'));
  await writeFile(root.path('runner/refresh.json'), '{"sources":[]}');
}

async function stamp(root: SandboxRoot): Promise<void> {
  await rm(root.path('var/lib/apt/periodic'), { recursive: true, force: true });
  await mkdir(root.path('var/lib/apt/periodic'));
  await writeFile(root.path('var/lib/apt/periodic/update-success-stamp'), '');
}
