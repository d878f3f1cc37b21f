import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '@suivi/shared';
import { runSeed, seeded, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { RedactedLog } from '../../src/journal/redacted-log.ts';
import { SEGMENT_BYTES } from '../../src/journal/segments.ts';

const ALL = Number.MAX_SAFE_INTEGER;

function logAt(path: string, limitBytes: number) {
  const log = new RedactedLog(path, limitBytes);
  return Object.assign(log, { [Symbol.asyncDispose]: () => log.close() });
}

async function readWhole(log: RedactedLog, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let offset = 0; offset === 0 || parts.at(-1)!.length > 0; offset += parts.at(-1)!.length)
    parts.push(await log.read(offset, maxBytes, true));
  return Buffer.concat(parts);
}

test('only whole lines while the run goes on, the rest at its end', async () => {
  await using dir = await temporaryDirectory('log');
  const path = join(dir.path, 'log');
  await using log = logAt(path, ALL);
  expect(await log.read(0, 1000, true)).toHaveLength(0);
  await writeFile(path, 'one\npassword=');
  expect((await log.read(0, 1000, false)).toString()).toBe('one\n');
  expect(await log.read(4, 1000, false)).toHaveLength(0);
  await appendFile(path, 'secret\nrest');
  expect((await log.read(4, 1000, false)).toString()).toBe('password=******\n');
  expect((await log.read(4, 1000, true)).toString()).toBe('password=******\nrest');
});

test('any part read from anywhere is the same part of the same redacted log', async () => {
  const seed = runSeed();
  console.log(`seed ${seed} (SU_TEST_SEED=${seed} repeats this run)`);
  const random = seeded(seed);
  await using dir = await temporaryDirectory('log');
  const path = join(dir.path, 'log');
  const pieces = Array.from({ length: 60 }, (_, index) => {
    const length = random() < 0.1 ? SEGMENT_BYTES * 2.5 * random() : 300 * random();
    return `${'y'.repeat(length)} https://u:secret${index}@h/ ${random() < 0.2 ? '' : '\n'}`;
  });
  await writeFile(path, pieces.join(''));
  await using other = logAt(path, ALL);
  const whole = await readWhole(other, ALL);
  expect(whole).toHaveLength(pieces.join('').length);
  await using log = logAt(path, ALL);
  for (let read = 0; read < 200; read++) {
    const offset = Math.floor(random() * whole.length);
    const length = Math.ceil(random() * 100_000);
    const part = await log.read(offset, length, true);
    expect(part.length).toBeGreaterThan(0);
    expect(part.length).toBeLessThanOrEqual(length);
    expect(part.equals(whole.subarray(offset, offset + part.length))).toBe(true);
  }
  expect((await readWhole(log, 7777)).equals(whole)).toBe(true);
  expect(await log.describe()).toEqual({ bytes: whole.length, sha256: sha256Hex(whole), truncated: false });
  expect(whole.toString('latin1')).not.toMatch(/u:secret/);
});

test('a log over the limit is cut there, and says so', async () => {
  await using dir = await temporaryDirectory('log');
  const path = join(dir.path, 'log');
  await writeFile(path, '0123456789\n'.repeat(10));
  await using log = logAt(path, 25);
  const cut = '0123456789\n0123456789\n012';
  expect((await log.read(0, 1000, true)).toString()).toBe(cut.slice(0, -3));
  expect((await log.read(22, 1000, true)).toString()).toBe(cut.slice(-3));
  expect(await log.size()).toBe(25);
  expect(await log.describe()).toEqual({ bytes: 25, sha256: sha256Hex(cut), truncated: true });
  await using whole = logAt(path, ALL);
  expect(await whole.describe()).toMatchObject({ bytes: 110, truncated: false });
});

test('is read again after the file was let go', async () => {
  await using dir = await temporaryDirectory('log');
  const path = join(dir.path, 'log');
  await writeFile(path, 'one\n');
  await using log = logAt(path, ALL);
  expect((await log.read(0, 1000, false)).toString()).toBe('one\n');
  await log.close();
  await appendFile(path, 'two\n');
  expect((await log.read(4, 1000, false)).toString()).toBe('two\n');
});

test('what was begun is sent to its end when the file goes; what is gone for good is not promised', async () => {
  await using dir = await temporaryDirectory('log');
  const path = join(dir.path, 'log');
  await writeFile(path, 'one\ntwo\n');
  await using log = logAt(path, ALL);
  expect((await log.read(0, 4, false)).toString()).toBe('one\n');
  await rm(path);
  expect(await log.size()).toBe(8);
  expect(await log.describe()).toEqual({ bytes: 8, sha256: sha256Hex('one\ntwo\n'), truncated: false });
  await log.close();
  expect(await log.size()).toBe(0);
  expect(await log.describe()).toEqual({ bytes: 0, sha256: sha256Hex(''), truncated: false });
});

test('is let go once nobody reads it', async () => {
  await using dir = await temporaryDirectory('log');
  const path = join(dir.path, 'log');
  await writeFile(path, 'one\n');
  await using log = logAt(path, ALL);
  const reading = log.read(0, 1000, true);
  await log.close();
  expect((await reading).toString()).toBe('one\n');
  expect((await log.read(0, 1000, true)).toString()).toBe('one\n');
});
