import { expect, test } from 'vitest';
import { fabricatePackages } from '../../src/scale/packages.ts';

const scale = { installed: 300, pending: 100, available: 60 };

test.each([
  { installed: 2000, pending: 300, available: 0 },
  { installed: 100, pending: 100, available: 0 },
  { installed: 10, pending: 0, available: 5 },
  { installed: 50, pending: 49, available: 0 },
])('$pending of $installed packages are pending', (some) => {
  const packages = fabricatePackages(some, 'amd64');
  expect(packages).toHaveLength(some.installed + some.available);
  expect(packages.filter((item) => item.pending !== 'no')).toHaveLength(some.pending);
  expect(packages.filter((item) => item.pending !== 'no' && !item.installed)).toEqual([]);
});

test('the same scale gives the same packages', () => {
  const controls = () => fabricatePackages(scale, 'amd64').map((item) => item.control('1.0'));
  expect(controls()).toEqual(controls());
});

test('dependencies point to earlier packages alone', () => {
  for (const { name, control } of fabricatePackages(scale, 'amd64')) {
    const depends = String(control('1.0')['Depends'] ?? '').match(/lab-scale-\d+/g) ?? [];
    for (const other of depends) expect(other < name).toBe(true);
  }
});
