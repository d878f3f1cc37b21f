import { expect, test } from 'vitest';
import { sameWishes } from '../../../src/pages/packages/upgrade.ts';

const on = (machineId: string, arch: string, candidateVersion: string) => ({
  machineId,
  arch,
  candidateVersion,
});

test('machines that want the same are asked together, each once', () => {
  const wishes = sameWishes([
    on('a', 'amd64', '2'),
    on('b', 'i386', '2'),
    on('b', 'amd64', '2'),
    on('c', 'amd64', '2'),
    on('d', 'amd64', '1'),
    on('e', 'amd64', '2'),
    on('e', 'i386', '2'),
  ]);
  expect(wishes.map(({ machineIds }) => machineIds)).toEqual([['a', 'c'], ['b', 'e'], ['d']]);
  expect(wishes[1]?.targets.map(({ arch }) => arch)).toEqual(['amd64', 'i386']);
});
