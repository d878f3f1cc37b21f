import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startMirror } from '../../mirror.ts';
import type { SandboxRoot } from '../sandbox-root.ts';
import { sourcePath } from '../sources.ts';

const damaged = (suite: string) => (root: SandboxRoot) =>
  addFault(root, join(root.world.path, 'damaged'), suite);

/** Adds the source "fault", beside the sound ones. */
export const addFault = (root: SandboxRoot, uri: string, suite: string) =>
  root.addSource({ name: 'fault', uri, suites: [suite] });

export const noPubkey = damaged('stranger');
export const releaseExpired = damaged('expired');
export const releaseFuture = damaged('future');

/** The index differs from what Release says of it. */
export async function hashMismatch(root: SandboxRoot): Promise<void> {
  const mirror = root.use(await startMirror(join(root.world.path, 'damaged')));
  await addFault(root, mirror.url, 'corrupt-index');
}

/** The index is right but the .deb is not what it says. */
export async function debCorrupt(root: SandboxRoot): Promise<void> {
  await root.updateOnly(await damaged('corrupt-deb')(root));
}

/** The index names a .deb that has gone from the mirror. */
export async function debVanished(root: SandboxRoot): Promise<void> {
  await root.updateOnly(await damaged('missing-deb')(root));
}

/** The lists that the root has were fetched when the archive called itself something else. */
export async function labelChanged(root: SandboxRoot): Promise<void> {
  const lists = root.path('var/lib/apt/lists');
  for (const name of await readdir(lists)) {
    if (!name.endsWith('_InRelease')) continue;
    const text = await readFile(join(lists, name), 'utf8');
    await writeFile(join(lists, name), text.replace(/^Label: .*/m, 'Label: Somebody else'));
  }
}

export async function sourceMalformed(root: SandboxRoot): Promise<void> {
  await writeFile(sourcePath(root.dir, 'fault', 'list'), 'deb [broken\n');
}

/** A source file that its reader may not read: anybody but root, when root made it; else its owner too. */
export async function sourceUnreadable(root: SandboxRoot): Promise<void> {
  const path = await addFault(root, join(root.world.path, 'vendor'), 'stable');
  await chmod(path, process.getuid?.() === 0 ? 0o600 : 0o000);
}
