import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type DebEntry, type Fields, type MaintainerScript, packDeb } from '@suivi/deb';
import { execa } from 'execa';
import { cachedDirectory, contentHash, packHash } from '../cache.ts';
import { foreignArchitecture, nativeArchitecture } from './architecture.ts';
import { controlFields, type PackageSpec } from './package.ts';

/** A .deb on disk, with what an index says of it. */
export interface BuiltPackage {
  control: Fields;
  /** For example "lab-app_1.0_amd64.deb". */
  fileName: string;
  /** Where the file lies: copy or link it, never change it. */
  path: string;
  /** Ubuntu's Phased-Update-Percentage. */
  phasedPercentage?: number | undefined;
}

/** 2026-01-01. */
const EPOCH = 1_767_225_600;

/** Builds a package with dpkg-deb, or finds it among those built before. */
export async function buildPackage(spec: PackageSpec): Promise<BuiltPackage> {
  const control = controlFields(spec, await architectureOf(spec));
  const fileName = `${spec.name}_${spec.version}_${control['Architecture']}.deb`;
  const key = contentHash(spec, control, await packHash());
  const directory = await cachedDirectory('debs', key, (path) =>
    packDeb(
      join(path, fileName),
      {
        control,
        entries: entriesOf(spec, String(control['Architecture'])),
        ...(spec.conffiles && { conffiles: spec.conffiles }),
        scripts: scriptsOf(spec),
      },
      { compression: 'none', epoch: EPOCH },
    ),
  );
  const { phasedPercentage } = spec;
  return { control, fileName, path: join(directory, fileName), phasedPercentage };
}

/** A package that somebody else has built. */
export async function readPackage(path: string): Promise<BuiltPackage> {
  const { stdout } = await execa('dpkg-deb', ['--field', path]);
  const fields = stdout.split(/\n(?! )/).map((field) => {
    const [name = '', ...value] = field.split(': ');
    return [name, value.join(': ').replaceAll(/\n \.?/g, '\n')] as const;
  });
  return { control: Object.fromEntries(fields), fileName: basename(path), path };
}

async function architectureOf({ architecture = 'native' }: PackageSpec) {
  if (architecture === 'native') return nativeArchitecture();
  if (architecture === 'foreign') return foreignArchitecture();
  return architecture;
}

function entriesOf(spec: PackageSpec, architecture: string): Record<string, DebEntry> {
  const files: Record<string, string | Uint8Array> = {
    [`/usr/share/${spec.name}/${architecture}`]: `${spec.version}\n`,
    ...spec.files,
  };
  if (spec.changelog !== undefined) files[changelogPath(spec)] = gzipSync(spec.changelog, { level: 9 });
  if (spec.blobBytes) files[`/opt/${spec.name}/blob`] = incompressible(spec.blobBytes);
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, { content }]));
}

const scriptsOf = ({ scripts = {} }: PackageSpec): Partial<Record<MaintainerScript, string>> =>
  Object.fromEntries(Object.entries(scripts).map(([name, body]) => [name, `#!/bin/sh\nset -e\n${body}\n`]));

/** A native package, whose version has no Debian revision, has only one changelog (Debian policy 12.7). */
const changelogPath = ({ name, version }: PackageSpec) =>
  `/usr/share/doc/${name}/${version.includes('-') ? 'changelog.Debian.gz' : 'changelog.gz'}`;

const incompressible = (bytes: number) => createHash('shake256', { outputLength: bytes }).digest();
