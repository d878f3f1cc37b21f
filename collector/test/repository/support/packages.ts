import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPackage, type PackageSpec } from '@suivi/testkit';
import { MasterKey } from '../../../src/identity/master-key.ts';
import { openRepositoryKey } from '../../../src/identity/repository-key.ts';

/** Puts a package into a folder, the agent's own unless said, and gives its path. */
export async function putDeb(folder: string, version: string, more: Partial<PackageSpec> = {}) {
  const { path, fileName } = await buildPackage({
    name: 'suivi-agent',
    version,
    architecture: 'all',
    ...more,
  });
  const target = join(folder, fileName);
  await copyFile(path, target);
  return target;
}

/** A repository's key of its own, kept nowhere. */
export const newSigner = () =>
  openRepositoryKey(new MasterKey('ab'.repeat(32), 'the test'), (make) => make());
