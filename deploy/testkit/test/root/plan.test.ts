import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRoot, type Flavour, foreignArchitecture, type SandboxRoot } from '../../src/index.ts';

const archives = {
  debian: { updates: 'Debian:stable-updates', security: 'Debian-Security:stable-security' },
  ubuntu: { updates: 'Ubuntu:noble-updates', security: 'Ubuntu:noble-security' },
};

describe.each(['debian', 'ubuntu'] satisfies Flavour[])('a new %s root', (flavour) => {
  const { updates, security } = archives[flavour];
  let root: SandboxRoot;
  let full: string;
  let foreign: string;
  beforeAll(async () => {
    foreign = await foreignArchitecture();
    root = await createRoot({ flavour });
    full = (await root.aptGet('-s', 'dist-upgrade')).stdout;
  });
  afterAll(() => root.dispose());

  /** apt from 2.8 on lists what is phased apart. */
  const keptBack = (output: string) =>
    [...output.matchAll(/(?:kept back|due to phasing):\n((?: .*\n)+)/g)]
      .flatMap(([, names]) => names!.trim().split(/\s+/))
      .sort();

  test.each([
    ['an ordinary update', `Inst lab-app [1.0] (1.1 ${updates}`],
    ['an update for all architectures', `Inst lab-all [1.0] (1.1 ${updates} [all])`],
    ['an update of two architectures', `Inst lab-multi [1.0] (1.1 ${updates}`],
    ['a security update', `Inst lab-lib [1.0] (1.0.1 ${security}`],
    ['a security update overtaken by another', `Inst lab-superseded [1.0] (1.2 ${updates}`],
    ['a new package', `Inst lab-extra (1.1 ${updates}`],
  ])('%s', (_, line) => {
    expect(full).toContain(line);
  });

  test('the second architecture', () => {
    expect(full).toContain(`Inst lab-multi:${foreign} [1.0] (1.1 ${updates} [${foreign}])`);
  });

  test('what is kept back, and what a plain upgrade keeps back beside it', async () => {
    const phased = flavour === 'ubuntu' ? ['lab-phased'] : [];
    expect(keptBack(full)).toEqual(['lab-broken', ...phased]);
    expect(keptBack((await root.aptGet('-s', 'upgrade')).stdout)).toEqual([
      'lab-broken',
      'lab-newdep',
      ...phased,
    ]);
    const all = await root.aptGet('-s', '-o', 'APT::Get::Always-Include-Phased-Updates=1', 'dist-upgrade');
    expect(all.stdout).toContain('Inst lab-phased');
  });

  test('the security version that was overtaken is still in the lists', async () => {
    expect((await root.run('apt-cache', ['madison', 'lab-superseded'])).stdout).toMatch(/1\.1 .*security/);
  });

  test('backports are offered but not installed', async () => {
    expect(full).not.toContain('lab-backport');
    const policy = (await root.run('apt-cache', ['policy', 'lab-backport'])).stdout;
    expect(policy).toMatch(/Candidate: 1\.0\n[\s\S]*2\.0~bpo1 100/);
  });

  test('a package that was removed but not purged is not upgraded', async () => {
    expect((await root.run('dpkg', ['-l', 'lab-removed'])).stdout).toMatch(/^rc {2}lab-removed/m);
    expect(full).not.toContain('lab-removed');
  });

  test('one package is autoremovable before the upgrade, another after it', async () => {
    expect((await root.aptGet('-s', 'autoremove')).stdout).toMatch(/Remv lab-leftover/);
    expect(full).toMatch(/no longer required:\n {2}lab-leftover lab-orphan/);
  });

  test('holding, pinning and letting go', async () => {
    await root.hold('lab-held');
    await root.pin('lab-pinned', '1.0');
    const plan = (await root.aptGet('-s', 'dist-upgrade')).stdout;
    expect(keptBack(plan)).toContain('lab-held');
    expect(plan).not.toContain('lab-pinned');
    await root.unhold('lab-held');
    expect((await root.aptGet('-s', 'dist-upgrade')).stdout).toContain('Inst lab-held');
  });

  test('offers', async () => {
    await root.offer('removal', 'vendor', 'big');
    const plan = (await root.aptGet('-s', 'dist-upgrade')).stdout;
    expect(plan).toContain('Remv lab-old [1.0]');
    expect(plan).toContain('Inst lab-vendor [1.0] (1.1 Vendor:stable');
    expect(plan).toContain('Inst lab-big');
    const upgrade = await root.aptGet('-s', '--with-new-pkgs', '--no-remove', 'upgrade');
    expect(keptBack(upgrade.stdout)).toContain('lab-takeover');
  });
});
