import { createHash, randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { LIMITS } from '@suivi/shared';
import { type TemporaryDirectory, temporaryDirectory } from '@suivi/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RawLogFiles } from '../../src/logs/files.ts';

let directory: TemporaryDirectory;
let logs: RawLogFiles;

beforeEach(async () => {
  directory = await temporaryDirectory('logs');
  logs = new RawLogFiles(directory.path);
});
afterEach(async () => {
  await logs.close();
  await directory[Symbol.asyncDispose]();
});

const text = (value: string) => new TextEncoder().encode(value);
const stored = (machine = 'm', execution = 'e') =>
  readFile(join(directory.path, logs.path(machine, execution)), 'utf8');
const append = (offset: number, value: string, execution = 'e') =>
  logs.append('m', execution, offset, text(value));

test('pieces in order make the log', async () => {
  expect(await append(0, 'one ')).toBe(4);
  expect(await append(4, 'two')).toBe(7);
  expect(await stored()).toBe('one two');
  expect(await logs.size('m', 'e')).toBe(7);
});

test('one that is removed gives its size, and begins anew when it is sent again', async () => {
  await append(0, 'abcdef');
  expect(await logs.remove(logs.path('m', 'e'))).toBe(6);
  expect(await logs.remove(logs.path('m', 'e'))).toBe(0);
  expect(await logs.size('m', 'e')).toBe(0);
  expect(await append(0, 'xyz')).toBe(3);
  expect(await stored()).toBe('xyz');
});

test('a piece that is held already changes nothing', async () => {
  await append(0, 'abcdef');
  expect(await append(0, 'xyz')).toBe(6);
  expect(await append(3, 'xyz')).toBe(6);
  expect(await stored()).toBe('abcdef');
});

test('of a piece that overlaps only the new end is taken', async () => {
  await append(0, 'abcd');
  expect(await append(2, 'CDef')).toBe(6);
  expect(await stored()).toBe('abcdef');
});

test('a piece after a gap is not taken, and the answer says where to go on', async () => {
  await append(0, 'ab');
  expect(await append(5, 'fg')).toBe(2);
  expect(await stored()).toBe('ab');
});

test('many pieces at once are written in the order of their arrival', async () => {
  const pieces = Array.from({ length: 200 }, (_, index) => `line ${index}\n`);
  let offset = 0;
  const sizes = await Promise.all(
    pieces.map((piece) => {
      const size = append(offset, piece);
      offset += piece.length;
      return size;
    }),
  );
  expect(await stored()).toBe(pieces.join(''));
  expect(sizes.at(-1)).toBe(offset);
});

test('another process goes on where the one before was killed', async () => {
  await append(0, 'before ');
  const next = new RawLogFiles(directory.path);
  expect(await next.append('m', 'e', 7, text('after'))).toBe(12);
  await next.close();
  expect(await stored()).toBe('before after');
});

test('more logs at once than files may be open', async () => {
  const executions = Array.from({ length: 150 }, (_, index) => `e${index}`);
  for (const round of [0, 1])
    await Promise.all(executions.map((execution) => append(round * 3, 'abc', execution)));
  for (const execution of executions) expect(await stored('m', execution)).toBe('abcabc');
});

test('the digest waits for what is being written', async () => {
  const writing = append(0, 'x'.repeat(100_000));
  const { bytes, sha256 } = await logs.digest('m', 'e');
  expect(bytes).toBe(100_000);
  expect(sha256).toBe(createHash('sha256').update('x'.repeat(100_000)).digest('hex'));
  await writing;
});

test('a log that is not there has no bytes', async () => {
  expect(await logs.size('m', 'e')).toBe(0);
  expect(await logs.digest('m', 'e')).toEqual({ bytes: 0, sha256: createHash('sha256').digest('hex') });
});

test('a log that was thrown away begins anew', async () => {
  await append(0, 'wrong');
  await logs.discard('m', 'e');
  expect(await logs.size('m', 'e')).toBe(0);
  expect(await append(0, 'right')).toBe(5);
  expect(await stored()).toBe('right');
});

test('a part of it can be read', async () => {
  await append(0, '0123456789');
  const part = async (from: number, to?: number) => (await buffer(logs.read('m', 'e', from, to))).toString();
  expect(await part(3)).toBe('3456789');
  expect(await part(3, 5)).toBe('34');
  expect(await part(5, 5)).toBe('');
});

test.each(['..', '.', '../e', 'a/b', '/etc/passwd', '', '.hidden', 'a\0b', 'x'.repeat(81)])(
  'the id %j leads nowhere',
  async (id) => {
    expect(() => logs.path('m', id)).toThrow(TypeError);
    expect(() => logs.path(id, 'e')).toThrow(TypeError);
    expect(() => logs.append('m', id, 0, text('x'))).toThrow(TypeError);
  },
);

test('a folder that cannot be written fails the piece, and the next one is tried anew', async () => {
  await writeFile(join(directory.path, 'raw-logs'), 'in the way');
  await expect(append(0, 'abc')).rejects.toMatchObject({ code: expect.stringMatching(/ENOTDIR|EEXIST/) });
  await rm(join(directory.path, 'raw-logs'));
  expect(await append(0, 'abc')).toBe(3);
});

test('what was just written is read as it stands in the file, whatever overlapped it', async () => {
  await append(0, 'abcd');
  await append(2, 'CDef');
  expect((await buffer(logs.read('m', 'e', 1, 6))).toString()).toBe('bcdef');
  await logs.discard('m', 'e');
  await append(0, 'new!');
  expect((await buffer(logs.read('m', 'e', 0, 4))).toString()).toBe('new!');
  await writeFile(join(directory.path, logs.path('m', 'e')), 'on the disk');
  expect((await buffer(logs.read('m', 'e', 0))).toString()).toBe('on the disk');
});

test('who reads slowly gets from the disk what newer pieces have taken the place of', async () => {
  const half = LIMITS.logWindowBytes;
  const log = randomBytes(4 * half)
    .toString('latin1')
    .replace(/[^ -~]/g, '.')
    .slice(0, 4 * half);
  await append(0, log.slice(0, half));
  const reader = logs.read('m', 'e', 0, half)[Symbol.asyncIterator]();
  let seen = String((await reader.next()).value);
  for (let at = half; at < log.length; at += half) await append(at, log.slice(at, at + half));
  for (let next = await reader.next(); !next.done; next = await reader.next()) seen += String(next.value);
  expect(seen === log.slice(0, half)).toBe(true);
});
