import { appendFile, writeFile } from 'node:fs/promises';
import { fits, SystemSnapshot } from '@suivi/shared';
import { createRoot } from '@suivi/testkit';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { readOs, readSystem, systemFingerprint } from '../../../src/probe/system/index.ts';

test('reads a sandbox root: its release, its architecture, its proxy without the password', async () => {
  await using root = await createRoot();
  await writeFile(root.path('etc/os-release'), 'ID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\n');
  await appendFile(
    root.path('etc/apt/sandbox.conf'),
    'Acquire::http::Proxy "http://user:pass@proxy:3142/";\n',
  );
  const snapshot = await readSystem({ machineId: 'm', agentVersion: '1.0.0', env: root.env });
  expect(fits(SystemSnapshot, snapshot)).toBe(true);
  expect(snapshot.os).toMatchObject({ family: 'debian', version: '13', codename: 'trixie' });
  expect(snapshot.arch).toBe((await execa('dpkg', ['--print-architecture'])).stdout);
  expect(snapshot.aptProxy).toEqual({ mode: 'proxy', url: 'http://*********@proxy:3142/' });
  expect((await execa('apt-get', ['--version'])).stdout).toContain(`apt ${snapshot.aptVersion} `);
});

test('without a release file the system is unknown, not the one around it', async () => {
  await using root = await createRoot();
  expect(await readOs(root.env)).toMatchObject({ family: 'unknown', version: null });
});

test("the fingerprint changes with the release and with apt's settings, and not by itself", async () => {
  await using root = await createRoot();
  const first = await systemFingerprint(root.env);
  expect(await systemFingerprint(root.env)).toBe(first);
  await writeFile(root.path('etc/os-release'), 'ID=debian\n');
  const second = await systemFingerprint(root.env);
  await writeFile(root.path('etc/apt/apt.conf.d/proxy'), 'Acquire::http::Proxy "http://p/";\n');
  const third = await systemFingerprint(root.env);
  expect(new Set([first, second, third]).size).toBe(3);
});
