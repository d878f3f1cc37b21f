import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { readKey } from 'openpgp';
import { describe, expect, test } from 'vitest';
import { createRoot, generateSigningKey, temporaryDirectory, writeArchive } from '../../src/index.ts';

/** The programs by which apt checks signatures: gpgv up to Debian 12, sqv from Debian 13 on. */
const VERIFIERS = [
  { path: '/usr/bin/gpgv', good: 'Good signature from "Mine', bad: 'BAD signature' },
  { path: '/usr/bin/sqv', good: /^[0-9A-F]{40}$/, bad: /exit code 1/ },
];

describe.for(VERIFIERS)('$path', ({ path, good, bad }) => {
  const isThere = existsSync(path);
  if (!isThere) console.log(`skipped: ${path} is not installed, so that only apt checks the signatures`);

  test.runIf(isThere)('accepts the signature of a Release file, and only as it was signed', async () => {
    await using directory = await temporaryDirectory('archive');
    const key = await generateSigningKey('Mine');
    await writeArchive(directory.path, [{ name: 'mine', packages: [] }], key);
    const keyring = join(directory.path, 'key.gpg');
    await writeFile(keyring, (await readKey({ armoredKey: key.publicKey })).write());
    const dist = join(directory.path, 'dists/mine');
    const verify = () =>
      execa(path, ['--keyring', keyring, 'Release.gpg', 'Release'], { cwd: dist, all: true });
    expect((await verify()).all).toMatch(good);
    await writeFile(join(dist, 'Release'), `${await readFile(join(dist, 'Release'), 'utf8')} `);
    await expect(verify()).rejects.toThrow(bad);
  });
});

test('a test can publish an archive of its own', async () => {
  await using directory = await temporaryDirectory('archive');
  await using root = await createRoot();
  const publish = async (version: string) => {
    const packages = [{ name: 'lab-app', version, fields: { Description: 'one\n\ntwo' } }];
    await writeArchive(directory.path, [{ name: 'mine', label: 'Mine', suite: 'mine', packages }], key);
    await root.update();
  };
  const key = await generateSigningKey('Mine');
  const signedBy = join(directory.path, 'key.asc');
  await root.addSource({ name: 'mine', uri: directory.path, suites: ['mine'], signedBy, format: 'list' });
  await publish('3.0');
  expect((await root.aptGet('-s', 'install', 'lab-app')).stdout).toMatch(
    /^Inst lab-app \[1.0\] \(3.0 Mine:mine /m,
  );
  await publish('4.0');
  expect((await root.aptGet('-y', 'install', 'lab-app')).output).toMatch(/Setting up lab-app \(4.0\)/);
  expect((await root.run('dpkg', ['--status', 'lab-app'])).stdout).toContain('one\n .\n two');
});
