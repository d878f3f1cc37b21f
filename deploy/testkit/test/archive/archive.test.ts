import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { readKey } from 'openpgp';
import { expect, test } from 'vitest';
import { createRoot, generateSigningKey, temporaryDirectory, writeArchive } from '../../src/index.ts';

const gpgv = ['/usr/bin/gpgv', '/usr/bin/gpgv-sq'].find((path) => existsSync(path));
if (!gpgv) console.log('skipped: gpgv is not installed, so that only apt checks the signatures');

test.runIf(gpgv)('gpgv accepts both signatures', async () => {
  await using directory = await temporaryDirectory('archive');
  const key = await generateSigningKey('Mine');
  await writeArchive(directory.path, [{ name: 'mine', packages: [] }], key);
  const keyring = join(directory.path, 'key.gpg');
  await writeFile(keyring, (await readKey({ armoredKey: key.publicKey })).write());
  const dist = join(directory.path, 'dists/mine');
  const verify = (...files: string[]) =>
    execa(gpgv as string, ['--keyring', keyring, ...files], { cwd: dist, all: true });
  expect((await verify('InRelease')).all).toContain('Good signature from "Mine');
  expect((await verify('Release.gpg', 'Release')).all).toContain('Good signature from "Mine');
  await writeFile(join(dist, 'Release'), `${await readFile(join(dist, 'Release'), 'utf8')} `);
  await expect(verify('Release.gpg', 'Release')).rejects.toThrow('BAD signature');
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
  expect((await root.run('apt-cache', ['show', 'lab-app=4.0'])).stdout).toContain('one\n .\n two');
});
