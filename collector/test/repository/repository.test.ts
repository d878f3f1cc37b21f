import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryDirectory } from '@suivi/testkit';
import { readKey } from 'openpgp';
import { describe, expect, test } from 'vitest';
import { Repository } from '../../src/repository/repository.ts';
import { newSigner, putDeb } from './support/packages.ts';

const run = promisify(execFile);
const HOUR = 3_600_000;
const DIST = 'dists/stable';

/** A repository over a folder of its own, whose clock and looks are the test's. */
async function openRepository() {
  const directory = await temporaryDirectory('repository');
  const clock = { now: new Date('2026-03-01T12:00:00Z') };
  const said: string[] = [];
  const say = (facts: object, text: string) => void said.push(`${text} ${JSON.stringify(facts)}`);
  const make = async () =>
    Repository.open({
      folders: [join(directory.path, 'missing'), directory.path],
      signer: await newSigner(),
      logger: { info: say, warn: say, error: say },
      lookMs: HOUR,
      now: () => clock.now,
    });
  return { directory, clock, said, make, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

function bytesOf(repository: Repository, path: string): Buffer {
  const content = repository.file(path)?.content;
  if (!Buffer.isBuffer(content)) throw new Error(`${path} is not there`);
  return content;
}
const textOf = (repository: Repository, path: string) => bytesOf(repository, path).toString();

const field = (release: string, name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(release)?.[1] ?? '';

describe.for([
  { path: '/usr/bin/gpgv', good: 'Good signature from "Suivi repository"' },
  { path: '/usr/bin/sqv', good: /^[0-9A-F]{40}$/m },
])('$path', ({ path, good }) => {
  const isThere = existsSync(path);
  if (!isThere) console.log(`skipped: ${path} is not installed, so that only apt checks the signatures`);

  test.runIf(isThere)('accepts both signatures, and refuses what was changed', async () => {
    await using world = await openRepository();
    world.clock.now = new Date();
    const repository = await world.make();
    const file = (name: string) => join(world.directory.path, name);
    await writeFile(file('key.gpg'), (await readKey({ armoredKey: repository.publicKey })).write());
    for (const name of ['Release', 'Release.gpg'])
      await writeFile(file(name), bytesOf(repository, `${DIST}/${name}`));
    const verify = () =>
      run(path, ['--keyring', file('key.gpg'), file('Release.gpg'), file('Release')]).then(
        ({ stdout, stderr }) => stdout + stderr,
      );
    expect(await verify()).toMatch(good);
    await writeFile(file('Release'), `${textOf(repository, `${DIST}/Release`)} `);
    await expect(verify()).rejects.toThrow();
    expect(textOf(repository, `${DIST}/InRelease`)).toContain('-----BEGIN PGP SIGNED MESSAGE-----');
    await repository.stop();
  });
});

test('every index is named in Release with its hash, and found by it', async () => {
  await using world = await openRepository();
  await putDeb(world.directory.path, '1.0');
  const repository = await world.make();
  const release = textOf(repository, `${DIST}/Release`);
  const named = [...release.matchAll(/^ ([0-9a-f]{64}) (\d+) (\S+)$/gm)];
  expect(named.map(([, , , path]) => path)).toEqual(
    expect.arrayContaining(['main/binary-all/Packages', 'main/binary-arm64/Packages.gz']),
  );
  for (const [, hash, size, path = ''] of named) {
    const content = bytesOf(repository, `${DIST}/${path}`);
    expect([createHash('sha256').update(content).digest('hex'), `${content.length}`]).toEqual([hash, size]);
    const folder = path.slice(0, path.lastIndexOf('/'));
    expect(bytesOf(repository, `${DIST}/${folder}/by-hash/SHA256/${hash}`)).toEqual(content);
  }
  const days = Date.parse(field(release, 'Valid-Until')) - Date.parse(field(release, 'Date'));
  expect(days).toBe(14 * 24 * HOUR);
  await repository.stop();
});

test('it is signed anew each day, and the indexes stay', async () => {
  await using world = await openRepository();
  await putDeb(world.directory.path, '1.0');
  const repository = await world.make();
  const first = textOf(repository, `${DIST}/Release`);
  world.clock.now = new Date(world.clock.now.getTime() + 23 * HOUR);
  await repository.look();
  expect(textOf(repository, `${DIST}/Release`)).toBe(first);
  world.clock.now = new Date(world.clock.now.getTime() + HOUR);
  await repository.look();
  const second = textOf(repository, `${DIST}/Release`);
  expect(field(second, 'Date')).toBe('Mon, 02 Mar 2026 12:00:00 GMT');
  expect(second.split('SHA256:')[1]).toBe(first.split('SHA256:')[1]);
  await repository.stop();
});

test('a newer package is offered once its folder has come to rest; what an older Release names is still there', async () => {
  await using world = await openRepository();
  await putDeb(world.directory.path, '1.9');
  const repository = await world.make();
  expect(repository.newestVersion).toBe('1.9');
  const before = textOf(repository, `${DIST}/main/binary-all/Packages`);
  const [hash = ''] = /[0-9a-f]{64}(?= \d+ main\/binary-all\/Packages$)/m.exec(
    textOf(repository, `${DIST}/Release`),
  )!;

  await putDeb(world.directory.path, '1.10~rc1');
  await repository.look();
  expect(repository.newestVersion).toBe('1.9');
  await repository.look();
  expect(repository.newestVersion).toBe('1.10~rc1');
  expect(textOf(repository, `${DIST}/main/binary-all/Packages`)).toMatch(
    /^Version: 1\.10~rc1$[\s\S]*^Version: 1\.9$/m,
  );
  expect(textOf(repository, `${DIST}/main/binary-all/by-hash/SHA256/${hash}`)).toBe(before);

  await rm(join(world.directory.path, 'suivi-agent_1.10~rc1_all.deb'));
  await repository.look();
  await repository.look();
  expect(repository.newestVersion).toBe('1.9');
  await repository.stop();
});

test('other packages, and what is no package, are not offered, and the log says why', async () => {
  await using world = await openRepository();
  const { path } = world.directory;
  await putDeb(path, '8.0', { name: 'libc6' });
  await rename(await putDeb(path, '9.0', { name: 'libc6' }), join(path, 'suivi-agent_9.0_all.deb'));
  await putDeb(path, '9.1', { architecture: 'native' });
  await writeFile(join(path, 'suivi-agent-broken.deb'), 'not an archive');
  await rename(await putDeb(path, '1.0'), join(path, 'suivi-agent my.deb'));
  const twice = await putDeb(path, '1.0', { files: { '/opt/other': 'build' } });
  const repository = await world.make();
  const said = world.said.join('\n');
  expect(said).toMatch(/suivi-agent_9.0_all.deb".*It is libc6 \(all\), not suivi-agent \(all\)/);
  expect(said).toMatch(/suivi-agent_9.1_\w+.deb".*not suivi-agent \(all\)/);
  expect(said).toMatch(/suivi-agent-broken.deb".*It cannot be read/);
  expect(said).toContain(`"path":"${twice}","reason":"Version 1.0 is offered from another file."`);
  const packages = textOf(repository, `${DIST}/main/binary-amd64/Packages`);
  expect(packages.match(/^Package: .*$/gm)).toEqual(['Package: suivi-agent']);
  expect(packages).toMatch(/^Filename: pool\/[0-9a-f]{12}\/suivi-agent_my\.deb$/m);
  await repository.stop();
});

test('without packages it is an empty repository', async () => {
  await using world = await openRepository();
  const repository = await world.make();
  expect(repository.newestVersion).toBeNull();
  expect(textOf(repository, `${DIST}/main/binary-all/Packages`)).toBe('');
  expect(world.said).toEqual([expect.stringContaining('no package of the agent')]);
  await repository.stop();
});
