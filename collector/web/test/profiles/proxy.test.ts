import { expect, test } from 'vitest';
import type { Profile } from '../../src/api/types.ts';
import { ownProxyProfile, positionAfter, positionToWin, withProxy } from '../../src/profiles/proxy.ts';

const profile = (id: string, change: Partial<Profile> = {}): Profile => ({
  id,
  name: id,
  description: null,
  position: 100,
  version: 1,
  steps: [{ kind: 'apt_proxy', mode: 'direct' }],
  machineIds: ['m1'],
  tags: [],
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: null,
  ...change,
});

test('only a profile for this machine alone that says its proxy is changed', () => {
  const others = [
    profile('tagged', { tags: ['web'] }),
    profile('of several', { machineIds: ['m1', 'm2'] }),
    profile('of another', { machineIds: ['m2'] }),
    profile('of something else', { steps: [{ kind: 'timezone', zone: 'UTC' }] }),
  ];
  expect(ownProxyProfile(others, 'm1')).toBeNull();
  expect(ownProxyProfile([...others, profile('own')], 'm1')?.id).toBe('own');
});

test('the new one comes after all others', () => {
  expect(positionAfter([])).toBe(1_000);
  expect(positionAfter([{ position: 100 }, { position: 2_000 }])).toBe(2_001);
  expect(positionAfter([{ position: 10_000 }])).toBe(10_000);
});

test('the own one moves only where another proxy would count over it', () => {
  const own = profile('own');
  expect(positionToWin(own, [own, profile('a'), profile('none', { position: 200, steps: [] })])).toBeNull();
  expect(positionToWin(own, [own, profile('z')])).toBe(1_000);
  expect(positionToWin(own, [own, profile('later', { position: 3_000 })])).toBe(3_001);
});

test('other steps stay', () => {
  const steps = profile('own').steps.concat({ kind: 'timezone', zone: 'UTC' });
  const proxy = { kind: 'apt_proxy', mode: 'proxy', url: 'http://proxy:3142' } as const;
  expect(withProxy(steps, proxy)).toEqual([{ kind: 'timezone', zone: 'UTC' }, proxy]);
});
