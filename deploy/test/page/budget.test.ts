import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPage } from '../support/bundles.ts';

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

const BUDGET = 200 * 1024;

/** What the browser loads for the fleet: the entry and everything that it imports at once; compressed by gzip, the weaker of the two. */
async function firstLoad(page: string): Promise<number> {
  const manifest: Record<string, Chunk> = JSON.parse(
    await readFile(join(page, '.vite/manifest.json'), 'utf8'),
  );
  const wanted = new Set(['index.html']);
  for (const key of wanted) for (const more of manifest[key]?.imports ?? []) wanted.add(more);
  const sizes = [...wanted].map(async (key) => (await stat(join(page, `${manifest[key]?.file}.gz`))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

test('the first load of the fleet is at most 200 KB of compressed JavaScript', async () => {
  const bytes = await firstLoad(await builtPage());
  console.log(`first load: ${(bytes / 1024).toFixed(1)} KB`);
  expect(bytes).toBeGreaterThan(50 * 1024);
  expect(bytes).toBeLessThanOrEqual(BUDGET);
});

test('no file of the page has an inline script or style, which the policy would refuse', async () => {
  const page = await builtPage();
  const html = await readFile(join(page, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<style|style=|<script(?![^>]* src=)|\son\w+=/);
  for (const name of await readdir(join(page, 'assets')))
    if (name.endsWith('.css'))
      expect(await readFile(join(page, 'assets', name), 'utf8')).not.toMatch(/url\(["']?data:/);
});
