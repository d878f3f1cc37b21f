import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cachedDirectory, contentHash } from '../src/cache.ts';

const kind = `test-${randomUUID()}`;
let folder: string | undefined;
afterAll(() => folder && rm(folder, { recursive: true, force: true }));

const build = (content: string) => async (path: string) => {
  await writeFile(join(path, 'content'), content);
};

test('a directory is built once for a key', async () => {
  const first = await cachedDirectory(kind, 'once', build('first'));
  folder = dirname(first);
  expect(await cachedDirectory(kind, 'once', build('second'))).toBe(first);
  expect(await readFile(join(first, 'content'), 'utf8')).toBe('first');
});

test('several builders at once end with one whole directory', async () => {
  const paths = await Promise.all(
    ['a', 'b', 'c'].map((content) => cachedDirectory(kind, 'race', build(content))),
  );
  expect(new Set(paths).size).toBe(1);
  expect(await readFile(join(paths[0]!, 'content'), 'utf8')).toMatch(/^[abc]$/);
});

test('a build that fails leaves nothing', async () => {
  const failing = async (path: string) => {
    await build('half')(path);
    throw new Error('no space left');
  };
  await expect(cachedDirectory(kind, 'failing', failing)).rejects.toThrow('no space left');
  await expect(cachedDirectory(kind, 'failing', build('whole'))).resolves.toContain('failing');
});

test('what nobody has asked for during a day is removed', async () => {
  const old = await cachedDirectory(kind, 'old', build('old'));
  const kept = await cachedDirectory(kind, 'kept', build('kept'));
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
  for (const path of [old, kept]) await utimes(path, yesterday, yesterday);
  await cachedDirectory(kind, 'kept', build('again'));
  await cachedDirectory(kind, 'new', build('new'));
  expect([existsSync(old), existsSync(kept)]).toEqual([false, true]);
});

test('the hash follows the content', () => {
  expect(contentHash({ a: 1 })).toBe(contentHash({ a: 1 }));
  expect(contentHash({ a: 1 })).not.toBe(contentHash({ a: 2 }));
});
