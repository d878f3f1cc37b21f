import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageChangelog } from '@suivi/shared';
import {
  createRoot,
  formatChangelog,
  generateSigningKey,
  type PackageSpec,
  type SandboxRoot,
  serveChangelogs,
  temporaryDirectory,
  writeArchive,
} from '@suivi/testkit';
import { expect, it } from 'vitest';
import type { Planned } from '../../../../src/domain/ports.ts';
import { plan } from './support.ts';

const changelogOf = ({ plan: { changelogs } }: Planned, name: string): PackageChangelog | undefined =>
  changelogs?.find((entry) => entry.name === name);

/** Offers packages from an archive of the test's own. */
async function offer(root: SandboxRoot, packages: PackageSpec[], origin = 'Own'): Promise<void> {
  const { path } = root.use(await temporaryDirectory('archive', 0o755));
  await writeArchive(
    path,
    [{ name: 'own', suite: 'own', origin, packages }],
    await generateSigningKey('Own'),
  );
  await root.updateOnly(
    await root.addSource({ name: 'own', uri: path, suites: ['own'], signedBy: join(path, 'key.asc') }),
  );
}

it('are not brought unless they are asked for', async () => {
  await using root = await createRoot();
  expect((await plan(root, 'apt_security_upgrade')).plan.changelogs).toBeUndefined();
});

it.each(['debian', 'ubuntu'] as const)('come from the .deb where it can be read (%s)', async (flavour) => {
  await using root = await createRoot({ flavour });
  const planned = await plan(root, 'apt_full_upgrade', { changelogs: true });
  const found = changelogOf(planned, 'lab-lib');
  expect(found).toMatchObject({ from: '1.0', to: '1.0.1', cves: ['CVE-2026-10002', 'CVE-2026-1001'] });
  expect(found?.text).toMatch(/^lab-lib \(1\.0\.1\) stable/);
  expect(found?.text).not.toContain('CVE-2025-0001');
  expect(planned.plan.changelogs?.[0]?.name).toBe('lab-lib');
  expect(changelogOf(planned, 'lab-extra')).toBeUndefined();
});

it('come from the archive cache of apt', async () => {
  await using root = await createRoot();
  await root.ensure('apt-get', '-y', '-q', '--download-only', 'install', '--only-upgrade', 'lab-lib');
  const planned = await plan(root, 'apt_security_upgrade', { changelogs: true });
  expect(changelogOf(planned, 'lab-lib')?.cves).toEqual(['CVE-2026-10002', 'CVE-2026-1001']);
});

it('come over HTTP otherwise, and say why when they do not', async () => {
  await using root = await createRoot();
  const text = formatChangelog('lab-app', [
    { version: '1.1', changes: ['Closes CVE-2026-2002.', 'And CVE-2026-2002 again.'] },
    { version: '1.1~rc1', changes: ['CVE-2026-2001'] },
    { version: '1.0', changes: ['CVE-2020-0001'] },
  ]);
  const mirror = await serveChangelogs(root, { 'main/l/lab-app/lab-app_1.1': text });
  const planned = await plan(root, 'apt_upgrade', { changelogs: true });
  expect(changelogOf(planned, 'lab-app')).toMatchObject({ cves: ['CVE-2026-2001', 'CVE-2026-2002'] });
  expect(changelogOf(planned, 'lab-app')?.text).not.toContain('CVE-2020-0001');
  expect(mirror.requests).toContain('/main/l/lab-app/lab-app_1.1');
  expect(changelogOf(planned, 'lab-conf')).toMatchObject({ text: null, cves: [] });
  expect(changelogOf(planned, 'lab-conf')?.absent).toMatch(/^No changelog can be had here: .*lab-conf/);
});

it('are read in the order of dpkg, by the versions of the source', async () => {
  await using root = await createRoot();
  const changelog = formatChangelog('lab-source', [
    { version: '9.1', changes: ['CVE-2026-9001'] },
    { version: '9.0', changes: ['CVE-2026-9000'] },
  ]);
  const built = (name: string): PackageSpec => ({
    name,
    version: '1:1.2-1',
    fields: { Source: 'lab-source (9.1)' },
    changelog,
  });
  await offer(root, [built('lab-old'), built('lab-needed')]);
  await appendFile(
    root.path('etc/apt/preferences.d/own.pref'),
    'Package: *\nPin: release o=Own\nPin-Priority: 900\n',
  );
  const planned = await plan(root, 'apt_upgrade', { changelogs: true });
  expect(changelogOf(planned, 'lab-needed')).toMatchObject({
    from: '1.0',
    to: '1:1.2-1',
    cves: ['CVE-2026-9000', 'CVE-2026-9001'],
  });
  expect(changelogOf(planned, 'lab-old')).toMatchObject({
    text: null,
    cves: ['CVE-2026-9000', 'CVE-2026-9001'],
    absent: 'The same as of lab-needed, which is built from the same source.',
  });
});

it('are cut to what a message may hold, and keep every CVE number', async () => {
  await using root = await createRoot();
  const changes = Array.from({ length: 6000 }, (_, i) => `Fix CVE-2026-${10000 + i}.`);
  const changelog = formatChangelog('lab-app', [{ version: '2.0', changes }]);
  await offer(root, [{ name: 'lab-app', version: '2.0', changelog }]);
  const packages = [{ name: 'lab-app', arch: 'amd64', version: '2.0' }];
  const planned = await plan(root, 'apt_upgrade_selected', { parameters: { packages }, changelogs: true });
  const found = changelogOf(planned, 'lab-app');
  expect(found?.text).toHaveLength(64 * 1024);
  expect(found?.text).toMatch(/Cut off here/);
  expect(found?.cves).toHaveLength(6000);
});
