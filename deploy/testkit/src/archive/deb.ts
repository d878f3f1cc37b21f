import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { cachedDirectory, contentHash } from '../cache.ts';
import { temporaryDirectory } from '../temp.ts';
import { foreignArchitecture, nativeArchitecture } from './architecture.ts';
import { controlFields, type PackageSpec } from './package.ts';
import { type Fields, formatStanza } from './stanza.ts';

/** A .deb on disk, with what an index says of it. */
export interface BuiltPackage {
  spec: PackageSpec;
  control: Fields;
  /** For example "lab-app_1.0_amd64.deb". */
  fileName: string;
  /** Where the file lies in the cache: copy or link it, never change it. */
  path: string;
}

/** Builds a package with dpkg-deb, or finds it among those built before. */
export async function buildPackage(spec: PackageSpec): Promise<BuiltPackage> {
  const control = controlFields(spec, await architectureOf(spec));
  const fileName = `${spec.name}_${spec.version}_${control['Architecture']}.deb`;
  const directory = await cachedDirectory('debs', contentHash(spec, control), async (path) => {
    await using stage = await temporaryDirectory('deb', 0o755);
    await writeTree(stage.path, spec, control);
    const args = ['--root-owner-group', '-Znone', '-b', stage.path, join(path, fileName)];
    await execa('dpkg-deb', args, { env: { SOURCE_DATE_EPOCH: '1767225600', LC_ALL: 'C.UTF-8' } });
  });
  return { spec, control, fileName, path: join(directory, fileName) };
}

async function architectureOf({ architecture = 'native' }: PackageSpec) {
  if (architecture === 'native') return nativeArchitecture();
  if (architecture === 'foreign') return foreignArchitecture();
  return architecture;
}

async function writeTree(stage: string, spec: PackageSpec, control: Fields) {
  const architecture = String(control['Architecture']);
  const files: Record<string, string | Uint8Array> = {
    [`/usr/share/${spec.name}/${architecture}`]: `${spec.version}\n`,
    ...spec.files,
    '/DEBIAN/control': formatStanza(control),
  };
  if (spec.changelog !== undefined) files[changelogPath(spec)] = gzipSync(spec.changelog, { level: 9 });
  if (spec.blobBytes) files[`/opt/${spec.name}/blob`] = incompressible(spec.blobBytes);
  if (spec.conffiles) files['/DEBIAN/conffiles'] = spec.conffiles.map((path) => `${path}\n`).join('');
  for (const [path, content] of Object.entries(files)) await put(join(stage, path), content, 0o644);
  for (const [name, body] of Object.entries(spec.scripts ?? {})) {
    await put(join(stage, 'DEBIAN', name), `#!/bin/sh\nset -e\n${body}\n`, 0o755);
  }
}

/** A native package, whose version has no Debian revision, has only one changelog (Debian policy 12.7). */
const changelogPath = ({ name, version }: PackageSpec) =>
  `/usr/share/doc/${name}/${version.includes('-') ? 'changelog.Debian.gz' : 'changelog.gz'}`;

async function put(path: string, content: string | Uint8Array, mode: number) {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  await writeFile(path, content, { mode });
}

const incompressible = (bytes: number) => createHash('shake256', { outputLength: bytes }).digest();
