import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { LogFile } from '../../src/logs/log-file.ts';

const SOON_MS = 500;
const bytes = (text: string) => new TextEncoder().encode(text);

test('the first piece is written at once, and those that come soon after it share the next fsync', async () => {
  await using directory = await temporaryDirectory('log');
  const path = join(directory.path, 'a.log');
  const told: string[] = [];
  const file = new LogFile(
    path,
    {
      appended: (offset, { length }) => told.push(`${offset}+${length}`),
      cleared: () => told.push('cleared'),
    },
    SOON_MS,
  );
  const began = performance.now();
  expect(await file.append(0, bytes('one '))).toBe(4);
  const second = file.append(4, bytes('two '));
  const third = file.append(8, bytes('three'));
  expect(await second).toBe(13);
  expect(await third).toBe(13);
  // Timers may be early by a millisecond.
  expect(performance.now() - began).toBeGreaterThan(SOON_MS - 2);
  expect(told).toEqual(['0+4', '4+4', '8+5']);
  expect(await readFile(path, 'utf8')).toBe('one two three');
  await file.close();
});

test('what stood before a new beginning is told no more, also when both come at once', async () => {
  await using directory = await temporaryDirectory('log');
  const path = join(directory.path, 'a.log');
  const told: string[] = [];
  const file = new LogFile(
    path,
    {
      appended: (offset, { length }) => told.push(`${offset}+${length}`),
      cleared: () => told.push('cleared'),
    },
    0,
  );
  const first = file.append(0, bytes('first'));
  const together = [file.append(5, bytes('old')), file.clear(), file.append(0, bytes('new'))];
  await Promise.all([first, ...together]);
  expect(told).toEqual(['0+5', 'cleared', '0+3']);
  expect(await readFile(path, 'utf8')).toBe('new');
  await file.close();
});
