import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { Tree } from '../../src/host/tree.ts';

/** A fixture of a probe's: the kernel's files, laid out in a folder of its own. */
export async function kernelTree(name: string, probe: 'hardware' | 'system' | 'machines' = 'hardware') {
  const folder = probe === 'machines' ? probe : `${probe}/fixtures`;
  const url = new URL(`../probe/${folder}/${name}.json`, import.meta.url);
  const { files, links } = JSON.parse(await readFile(url, 'utf8')) as {
    files: Record<string, string>;
    links: Record<string, string>;
  };
  const directory = await temporaryDirectory('tree');
  const put = async (path: string, how: (whole: string) => Promise<unknown>) => {
    const whole = join(directory.path, path);
    await mkdir(dirname(whole), { recursive: true });
    await how(whole);
  };
  for (const [path, text] of Object.entries(files)) await put(path, (whole) => writeFile(whole, text));
  for (const [path, target] of Object.entries(links)) await put(path, (whole) => symlink(target, whole));
  return {
    path: directory.path,
    /** Puts one more link into it. */
    link: (path: string, target: string) => put(path, (whole) => symlink(target, whole)),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

/** A tree of the files that a test names. */
export async function treeOf(files: Readonly<Record<string, string | Buffer>>) {
  const directory = await temporaryDirectory('tree');
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory.path, path)), { recursive: true });
    await writeFile(join(directory.path, path), content);
  }
  return { tree: new Tree(directory.path), [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}
