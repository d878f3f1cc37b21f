import { expect, it } from 'vitest';
import { InstalledIndex, parseInstalled } from '../../../src/probe/packages/parse-installed.ts';
import { newerVersions, parsePolicy } from '../../../src/probe/packages/parse-policy.ts';
import { parseRecords, relationNames } from '../../../src/probe/packages/parse-records.ts';
import { parseReleases } from '../../../src/probe/packages/parse-releases.ts';
import { parseTargets } from '../../../src/probe/packages/parse-targets.ts';
import { captured, lines } from './support.ts';

it('reads version tables, newest first', async () => {
  const policy = await parsePolicy(captured('policy'));
  expect([...policy.keys()]).toEqual([
    'lab-superseded',
    'lab-phased',
    'lab-backport',
    'lab-multi:i386',
    'lab-removed',
  ]);
  const superseded = policy.get('lab-superseded')!;
  expect(superseded).toMatchObject({ installed: '1.0', candidate: '1.2' });
  expect(newerVersions(superseded).map(({ version }) => version)).toEqual(['1.2', '1.1']);
  expect(superseded.versions[2]).toMatchObject({
    installed: true,
    files: [{ priority: 500 }, { priority: 100, file: '/srv/root/var/lib/dpkg/status' }],
  });
  expect(policy.get('lab-phased')?.versions[0]).toMatchObject({ phased: 0, priority: 500 });
  expect(policy.get('lab-backport')?.versions[0]).toMatchObject({ phased: null, priority: 100 });
  expect(policy.get('lab-removed')).toMatchObject({ installed: null, candidate: '1.1' });
});

it('reads a forbidden version', async () => {
  const policy = await parsePolicy(
    lines(
      'a:\n  Installed: 1\n  Candidate: (none)\n  Version table:\n     2 -1\n        -1 http://h s/main amd64 Packages\n *** 1 100',
    ),
  );
  expect(policy.get('a')).toMatchObject({
    candidate: null,
    versions: [{ priority: -1 }, { installed: true }],
  });
});

it('reads what each index is', async () => {
  const releases = await parseReleases([
    ...captured('releases'),
    'Pinned packages:',
    '     lab-app -> 1.0 with priority 1001',
  ]);
  expect(releases.get('copy:/srv/world/ubuntu noble-security/main amd64 Packages')).toEqual({
    priority: 500,
    origin: 'Ubuntu',
    label: 'Ubuntu',
    archive: 'noble-security',
    codename: 'noble',
    site: '',
  });
  const remote = await parseReleases(
    lines(
      ' 500 http://h x/main amd64 Packages\n     release o=Foo, Inc.,a=x,l=Foo, the label\n     origin h',
    ),
  );
  expect([...remote.values()]).toEqual([
    { priority: 500, origin: 'Foo, Inc.', label: 'Foo, the label', archive: 'x', codename: '', site: 'h' },
  ]);
});

it('reads records, only the fields that are wanted', async () => {
  const records = await parseRecords(captured('records'));
  expect(records.get('lab-newdep=1.1')).toEqual([
    {
      name: 'lab-newdep',
      arch: 'amd64',
      version: '1.1',
      bytes: expect.any(Number),
      installedBytes: 1024,
      source: { name: 'lab-newdep', version: '1.1' },
      depends: ['lab-extra'],
      conflicts: [],
      provides: [],
    },
  ]);
  expect(records.get('lab-takeover=1.1')?.[0]?.conflicts).toEqual(['lab-old', 'lab-old']);
});

it('reads relations over several lines, with alternatives and architectures', () => {
  expect(relationNames('a (>= 1), b:any | c, libc6 (= 2.36-9+deb12u10), g++')).toEqual([
    'a',
    'b',
    'c',
    'libc6',
    'g++',
  ]);
  expect(relationNames('')).toEqual([]);
});

it('keeps what is there, not what left only its configuration', async () => {
  const installed = await parseInstalled(
    lines(
      'a\tall\t1\tii \nb\tamd64\t1\trc \nc\tamd64\t1\thi \nd\tamd64\t1\tiF \ne\t\t\tun \nf\ti386\t1\tii ',
    ),
  );
  expect(installed.map(({ name, held, complete }) => [name, held, complete])).toEqual([
    ['a', false, true],
    ['c', true, true],
    ['d', false, false],
    ['f', false, true],
  ]);
  const index = new InstalledIndex(installed, 'amd64');
  expect(index.get('a')?.arch).toBe('all');
  expect(index.get('c:amd64')?.held).toBe(true);
  expect(index.get('f')).toBeUndefined();
  expect(index.get('f:i386')?.name).toBe('f');
  expect((await parseInstalled(captured('installed'))).some(({ name }) => name === 'lab-removed')).toBe(
    false,
  );
});

it('gathers the targets by suite', async () => {
  expect(await parseTargets(captured('targets'))).toEqual([
    {
      uri: 'copy:/srv/world/offers/',
      suite: 'removal',
      components: ['main'],
      prefix: '_srv_world_offers_dists_removal_',
    },
    {
      uri: 'copy:/srv/world/ubuntu/',
      suite: 'noble',
      components: ['main'],
      prefix: '_srv_world_ubuntu_dists_noble_',
    },
  ]);
});

it('finds the prefix of compressed lists and flat repositories', async () => {
  const targets = await parseTargets([
    'http://h/r/\ts\tc\t/l/h_r_dists_s_c_binary-amd64_Packages.lz4\tc/binary-amd64/Packages\t/etc/x:1',
    'http://h/flat/\t./\t\t/l/h_flat_._Packages\tPackages\t/etc/y:1',
  ]);
  expect(targets.map(({ prefix, components }) => [prefix, components])).toEqual([
    ['h_r_dists_s_', ['c']],
    ['h_flat_._', []],
  ]);
});
