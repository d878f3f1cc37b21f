import { join } from 'node:path';
import { cachedDirectory, contentHash } from '../cache.ts';
import { ensure } from '../root/process.ts';
import { originOf } from './releases.ts';

const LEFT_OUT = ['man', 'doc', 'locale', 'info'].map(
  (name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`,
);
const OPTIONS = ['--quiet', '--mode=root', '--variant=minbase', '--dpkgopt=force-unsafe-io', ...LEFT_OUT];

/**
 * A Debian 12 without an init, with more packages, as a tar file that a container engine imports: what stands in for an image
 * where no registry of images can be reached. Built once and kept. Ask `machineProblem` first.
 */
export async function baseImage(packages: readonly string[] = []): Promise<string> {
  const key = contentHash(OPTIONS, packages);
  const made = await cachedDirectory('images', key, async (draft) => {
    const { source } = await originOf('bookworm', draft);
    const include = packages.length > 0 ? [`--include=${packages.join(',')}`] : [];
    const target = ['bookworm', join(draft, 'image.tar'), source];
    await ensure('mmdebstrap', [...OPTIONS, ...include, ...target], { timeoutMs: 600_000 });
  });
  return join(made, 'image.tar');
}
