import { expect, test } from 'vitest';
import { packagesText, readPackages } from '../../../src/pages/machine/selected-packages.ts';

test('selected packages survive the address, with epochs, plus signs and tildes', () => {
  const packages = [
    { name: 'libstdc++6', arch: 'amd64', candidateVersion: '1:2.0~rc1+deb12u1-3=x' },
    { name: 'bash', arch: 'arm64', candidateVersion: '5.2' },
  ];
  expect(readPackages(packagesText(packages))).toEqual(
    packages.map(({ name, arch, candidateVersion }) => ({ name, arch, version: candidateVersion })),
  );
  expect(readPackages('nonsense,a:b=')).toEqual([]);
});
