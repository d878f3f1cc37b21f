import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { LogFile } from '../../src/logs/log-file.ts';

const SOON_MS = 500;
const bytes = (text: string) => new TextEncoder().encode(text);

/** A new log, with what its listener was told. */
async function openLog(betweenSyncsMs: number) {
  const directory = await temporaryDirectory('log');
  const path = join(directory.path, 'a.log');
  const told: string[] = [];
  const listener = {
    appended: (offset: number, { length }: Uint8Array) => void told.push(`${offset}+${length}`),
    cleared: () => void told.push('cleared'),
  };
  const file = new LogFile(path, listener, betweenSyncsMs);
  return {
    file,
    told,
    content: () => readFile(path, 'utf8'),
    [Symbol.asyncDispose]: async () => {
      await file.close();
      await directory[Symbol.asyncDispose]();
    },
  };
}

test('the first piece is written at once, and those that come soon after it share the next fsync', async () => {
  await using log = await openLog(SOON_MS);
  const { file, told } = log;
  const began = performance.now();
  expect(await file.append(0, bytes('one '))).toBe(4);
  const second = file.append(4, bytes('two '));
  const third = file.append(8, bytes('three'));
  expect(await second).toBe(13);
  expect(await third).toBe(13);
  // Timers may be early by a millisecond.
  expect(performance.now() - began).toBeGreaterThan(SOON_MS - 2);
  expect(told).toEqual(['0+4', '4+4', '8+5']);
  expect(await log.content()).toBe('one two three');
});

test('what stood before a new beginning is told no more, also when both come at once', async () => {
  await using log = await openLog(0);
  const { file, told } = log;
  const first = file.append(0, bytes('first'));
  const together = [file.append(5, bytes('old')), file.clear(), file.append(0, bytes('new'))];
  await Promise.all([first, ...together]);
  expect(told).toEqual(['0+5', 'cleared', '0+3']);
  expect(await log.content()).toBe('new');
});
