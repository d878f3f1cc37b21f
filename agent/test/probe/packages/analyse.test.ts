import { existsSync } from 'node:fs';
import { readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { AptAnalysis, planHash } from '@suivi/shared';
import { arm, createRoot } from '@suivi/testkit';
import { Check } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { analyse, byStatus, find } from './support.ts';

/** What apt itself counts. */
const aptCount = (output: string) => Number(/^(\d+) upgraded/m.exec(output)?.[1]);

describe.each(['debian', 'ubuntu'] as const)('a root in the style of %s', (flavour) => {
  it("counts what apt counts, and its plan is apt's", async () => {
    await using root = await createRoot({ flavour });
    const apt = await root.aptGet('-s', 'dist-upgrade');
    const analysis = await analyse(root);
    expect(Check(AptAnalysis, analysis)).toBe(true);
    expect(analysis.count).toBe(aptCount(apt.stdout));
    const planned = apt.stdout.match(/^(Inst|Remv|Purg) /gm);
    expect(analysis.plan).toHaveLength(planned?.length ?? 0);
    expect(analysis.planHash).toBe(planHash(analysis.plan ?? []));
    expect(analysis.newPackages.map(({ name, version }) => [name, version])).toEqual([['lab-extra', '1.1']]);
    expect(analysis.removals).toEqual([]);
    expect(analysis.autoremovable).toContain('lab-leftover');
    expect(analysis.problem).toBeUndefined();
  });

  it('tells security from other updates, also where -updates has overtaken the fix', async () => {
    await using root = await createRoot({ flavour });
    await root.offer('vendor');
    const analysis = await analyse(root);
    const security = Object.fromEntries(analysis.packages.map((entry) => [entry.name, entry.security]));
    expect(security).toMatchObject({
      'lab-lib': 'yes',
      'lab-reboot': 'yes',
      'lab-superseded': 'yes',
      'lab-app': 'no',
      'lab-vendor': 'unknown',
    });
    expect(analysis.securityCount).toBe(3);
    expect(find(analysis, 'lab-superseded')).toMatchObject({ candidateVersion: '1.2' });
    const archive = flavour === 'debian' ? 'stable-security' : 'noble-security';
    expect(find(analysis, 'lab-lib')?.source).toMatchObject({ archive });
    expect(find(analysis, 'lab-vendor')?.source.label).toBe('Vendor');
  });

  it('gives each package that stays the first reason, and counts none of them', async () => {
    await using root = await createRoot({ flavour });
    await root.hold('lab-held');
    await root.pin('lab-pinned', '1.0');
    const analysis = await analyse(root);
    const { upgradable = [], ...left } = byStatus(analysis);
    expect(left).toEqual({
      held: ['lab-held'],
      pinned: ['lab-pinned'],
      broken: ['lab-broken'],
      ...(flavour === 'ubuntu' && { phased: ['lab-phased'] }),
    });
    expect(analysis.count).toBe(upgradable.length);
    expect(analysis.held).toEqual(['lab-held']);
    expect(find(analysis, 'lab-held')?.reason).toContain('Held');
    expect(find(analysis, 'lab-broken')?.reason).toContain('lab-that-does-not-exist');
    expect(find(analysis, 'lab-pinned')).toMatchObject({ installedVersion: '1.0', candidateVersion: '1.1' });
    expect(find(analysis, 'lab-backport')).toBeUndefined();
    expect(find(analysis, 'lab-removed')).toBeUndefined();
  });

  it('names what an upgrade needs, and that only a full upgrade removes', async () => {
    await using root = await createRoot({ flavour });
    await root.offer('removal');
    const analysis = await analyse(root);
    expect(find(analysis, 'lab-newdep')).toMatchObject({
      status: 'upgradable',
      requiresFullUpgrade: false,
      requires: { new: ['lab-extra'], removals: [] },
    });
    expect(find(analysis, 'lab-takeover')).toMatchObject({
      status: 'upgradable',
      requiresFullUpgrade: true,
      requires: { new: [], removals: ['lab-old'] },
    });
    expect(analysis.removals).toEqual([{ name: 'lab-old', arch: expect.any(String), version: '1.0' }]);
    expect(find(analysis, 'lab-app')).toMatchObject({ requiresFullUpgrade: false, reason: null });
  });

  it('keeps a package of two architectures apart', async () => {
    await using root = await createRoot({ flavour });
    const analysis = await analyse(root);
    const both = analysis.packages.filter(({ name }) => name === 'lab-multi');
    expect(new Set(both.map(({ arch }) => arch)).size).toBe(2);
    expect(both.map(({ downloadBytes }) => downloadBytes)).toEqual([expect.any(Number), expect.any(Number)]);
  });
});

it('says the phased percentage, and offers the update where the machine takes phased ones', async () => {
  await using root = await createRoot({ flavour: 'ubuntu' });
  const waiting = await analyse(root);
  expect(find(waiting, 'lab-phased')?.reason).toContain('0 %');
  await writeFile(
    root.path('etc/apt/apt.conf.d/phased'),
    'APT::Get::Always-Include-Phased-Updates "true";\n',
  );
  expect(find(await analyse(root), 'lab-phased')?.status).toBe('upgradable');
});

it('takes a held package that is pinned or phased too as held', async () => {
  await using root = await createRoot({ flavour: 'ubuntu' });
  await root.hold('lab-phased', 'lab-pinned', 'lab-broken');
  await root.pin('lab-pinned', '1.0');
  expect(byStatus(await analyse(root))['held']).toEqual(['lab-broken', 'lab-phased', 'lab-pinned']);
});

it('asks for the reboot that an upgraded package wants', async () => {
  await using root = await createRoot();
  expect((await analyse(root)).reboot).toEqual({ required: false, reasons: [] });
  await root.ensure('apt-get', '-y', 'install', '--only-upgrade', 'lab-reboot');
  const analysis = await analyse(root);
  expect(analysis.reboot).toEqual({ required: true, reasons: [{ kind: 'package', text: 'lab-reboot' }] });
  expect(analysis.rebootRequired).toBe(true);
});

it('notices an interrupted dpkg while its plan still stands', async () => {
  await using root = await createRoot();
  await arm(root, 'dpkg-interrupted');
  const { dpkg } = await analyse(root);
  expect(dpkg.ok).toBe(false);
  expect(dpkg.problem).toContain('lab-hang');
});

it('notices a dirty journal that the audit does not mention', async () => {
  await using root = await createRoot();
  await writeFile(root.path('var/lib/dpkg/updates/0001'), '');
  expect((await analyse(root)).dpkg).toMatchObject({
    ok: false,
    problem: expect.stringContaining('dpkg was interrupted'),
  });
});

it('keeps a package cache of its own, and leaves the one of apt alone', async () => {
  await using root = await createRoot();
  const caches = ['pkgcache.bin', 'srcpkgcache.bin'];
  for (const name of caches) await rm(root.path('var/cache/apt', name), { force: true });
  await analyse(root);
  expect(await readdir(root.path('suivi-cache'))).toEqual(caches);
  for (const name of caches) expect(existsSync(root.path('var/cache/apt', name))).toBe(false);
});

it('takes a default release as a pin, but not the nature of backports', async () => {
  await using root = await createRoot();
  await writeFile(root.path('etc/apt/apt.conf.d/release'), 'APT::Default-Release "stable";\n');
  const analysis = await analyse(root);
  expect(analysis.count).toBe(aptCount((await root.aptGet('-s', 'dist-upgrade')).stdout));
  expect(find(analysis, 'lab-app')).toMatchObject({
    status: 'pinned',
    candidateVersion: '1.1',
    reason: expect.stringContaining('default release (stable)'),
  });
  expect(find(analysis, 'lab-backport')).toBeUndefined();
});

it('plans a downgrade without counting it as an update', async () => {
  await using root = await createRoot();
  await root.ensure('apt-get', '-y', 'install', '--only-upgrade', 'lab-app');
  await root.pin('lab-app', '1.0', 1001);
  const analysis = await analyse(root);
  expect(analysis.plan).toContainEqual(
    expect.objectContaining({ operation: 'downgrade', name: 'lab-app', from: '1.1', to: '1.0' }),
  );
  expect(find(analysis, 'lab-app')).toBeUndefined();
  expect(analysis.count).toBe(aptCount((await root.aptGet('-s', 'dist-upgrade')).stdout));
});

describe('apt that cannot answer', () => {
  it('lists what waits, counts nothing, and says which dependency is missing', async () => {
    await using root = await createRoot();
    await arm(root, 'unmet-dependencies');
    const analysis = await analyse(root);
    expect(analysis).toMatchObject({ count: 0, plan: null, planHash: null });
    expect(analysis.problem).toMatchObject({ code: 'unmet_dependencies' });
    expect(analysis.problem?.message).toContain('lab-needed');
    expect(find(analysis, 'lab-lib')).toMatchObject({ status: 'broken', security: 'yes' });
  });

  it('says so each time while the status file is corrupt', async () => {
    await using root = await createRoot();
    await analyse(root);
    await arm(root, 'status-corrupt');
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await analyse(root)).toMatchObject({ plan: null, problem: { code: 'status_corrupt' } });
    }
  });

  it('names the malformed sources file', async () => {
    await using root = await createRoot();
    await arm(root, 'source-malformed');
    const analysis = await analyse(root);
    expect(analysis.problem?.code).toBe('sources_malformed');
    expect(analysis.sources.some(({ ok, uri }) => ok === false && uri.includes('sources.list.d'))).toBe(true);
  });

  it('names the broken settings file', async () => {
    await using root = await createRoot();
    await writeFile(root.path('etc/apt/apt.conf.d/99broken'), 'APT { ;;; "\n');
    expect((await analyse(root)).problem?.code).toBe('apt_config_invalid');
  });

  it('gives no answer about this system in place of a root that has vanished', async () => {
    await using root = await createRoot();
    const { plan, problem } = await analyse(root, {
      env: { ...root.env, APT_CONFIG: root.path('gone.conf') },
    });
    expect(plan).toBeNull();
    expect(problem).toMatchObject({
      code: 'apt_config_invalid',
      message: expect.stringContaining('gone.conf'),
    });
  });

  it('works where the cache cannot be written', async () => {
    await using root = await createRoot();
    await symlink('/proc/nowhere', root.path('no-cache'));
    const analysis = await analyse(root, { cacheDir: root.path('no-cache') });
    expect(analysis.count).toBeGreaterThan(0);
  });
});
