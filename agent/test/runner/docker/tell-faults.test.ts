import { expect, test } from 'vitest';
import { nameFew, tellFaults } from '../../../src/runner/docker/tell-faults.ts';

test('a reason is told once, with all the services that it holds for', () => {
  const faults = new Map([
    ['web', 'It ended with exit code 3.'],
    ['db', 'Compose could not start it: no such device.'],
    ['queue', 'Compose could not start it: no such device.'],
  ]);
  expect(tellFaults(faults)).toBe(
    'web: It ended with exit code 3. db, queue (each): Compose could not start it: no such device.',
  );
  expect(tellFaults(new Map())).toBe('');
});

test('however much there is to tell, two of it, names and a next step fit into a sentence of 2,000 characters', () => {
  const names = Array.from({ length: 200 }, (_, index) => `${index}`.padStart(100, 'n'));
  const same = tellFaults(new Map(names.map((name) => [name, `${'x'.repeat(830)}.`])));
  const different = tellFaults(new Map(names.map((name) => [name, `${name} ended.`])));
  for (const told of [same, different]) expect(told).toMatch(/^.{700,850}$/);
  expect(same).toContain('and 197 more (each): xxx');
  expect(nameFew(names).length).toBeLessThan(350);
});
