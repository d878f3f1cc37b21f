import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../src/index.ts';

test('a temporary directory goes with its scope', async () => {
  let path: string;
  {
    await using directory = await temporaryDirectory('mine');
    path = directory.path;
    await writeFile(join(path, 'file'), '');
    expect(path).toContain('suivi-mine-');
    expect(statSync(path).mode & 0o777).toBe(0o700);
  }
  expect(existsSync(path)).toBe(false);
});

test('a temporary directory goes with its process at the latest', async () => {
  const module = join(import.meta.dirname, '../src/temp.ts');
  const script = `import { temporaryDirectory } from ${JSON.stringify(module)};
    console.log((await temporaryDirectory('exit')).path); process.exit(3);`;
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', script], { reject: false });
  expect(stdout).toContain('suivi-exit-');
  expect(existsSync(stdout)).toBe(false);
});
