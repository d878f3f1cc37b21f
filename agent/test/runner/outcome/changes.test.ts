import { expect, test } from 'vitest';
import { changesBetween } from '../../../src/runner/outcome/changes.ts';
import type { PackageState } from '../../../src/runner/outcome/packages.ts';

const state = (name: string, version: string, rest: Partial<PackageState> = {}): PackageState => ({
  name,
  version,
  arch: 'amd64',
  complete: true,
  onlyConfig: false,
  ...rest,
});

test('every kind of change, in the order of the database, with versions compared by dpkg', async () => {
  const before = [
    state('down', '2.0'),
    state('kept', '1.0'),
    state('moved', '1.0', { arch: 'all' }),
    state('once-removed', '1.0', { onlyConfig: true }),
    state('purged', '1.0'),
    state('removed', '1.0'),
    state('tilde', '1.0~rc1'),
    state('two', '1.0'),
    state('two', '1.0', { arch: 'i386' }),
  ];
  const after = [
    state('down', '1.9'),
    state('kept', '1.0', { complete: false }),
    state('moved', '1.1'),
    state('new', '1.0'),
    state('once-removed', '1.0'),
    state('removed', '1.0', { onlyConfig: true }),
    state('tilde', '1.0'),
    state('two', '1.0'),
    state('two', '1.1', { arch: 'i386' }),
  ];
  const plan = [
    { operation: 'purge' as const, name: 'purged', arch: 'amd64', from: '1.0', to: null },
    { operation: 'remove' as const, name: 'removed', arch: 'amd64', from: '1.0', to: null },
  ];
  const changes = await changesBetween(before, after, plan, { PATH: '/usr/bin:/bin' });
  expect(
    changes.map(({ operation, name, arch, from, to }) => [operation, name, arch, from, to].join(' ')),
  ).toEqual([
    'downgrade down amd64 2.0 1.9',
    'upgrade moved amd64 1.0 1.1',
    'install new amd64  1.0',
    'install once-removed amd64  1.0',
    'upgrade tilde amd64 1.0~rc1 1.0',
    'upgrade two i386 1.0 1.1',
    'purge purged amd64 1.0 ',
    'remove removed amd64 1.0 ',
  ]);
});
