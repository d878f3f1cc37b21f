import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DebEntry, type DebSpec, type PackOptions, packDeb } from '@suivi/deb';

/** Packs one of our packages into a folder, with its size and the sums of its files. Gives the path of the .deb. */
export async function writePackage(folder: string, spec: DebSpec, options: PackOptions): Promise<string> {
  const { Package: name, Version: version, Architecture: architecture } = spec.control;
  const target = join(folder, `${name}_${version}_${architecture}.deb`);
  const { md5sums, kibibytes } = await sumsOf(spec);
  const control = { ...spec.control, 'Installed-Size': kibibytes };
  await packDeb(target, { ...spec, control, controlFiles: { md5sums } }, options);
  return target;
}

/** The sums that dpkg --verify compares with, which conffiles do not have, and the size on disk. */
async function sumsOf({ entries, conffiles = [] }: DebSpec) {
  const sums: string[] = [];
  let kibibytes = 0;
  for (const [path, entry] of Object.entries(entries)) {
    if ('linkTo' in entry) continue;
    const { md5, bytes } = await sumOf(entry);
    kibibytes += Math.ceil(bytes / 1024);
    if (!conffiles.includes(path)) sums.push(`${md5}  ${path.slice(1)}\n`);
  }
  return { md5sums: sums.join(''), kibibytes };
}

async function sumOf(entry: Exclude<DebEntry, { linkTo: string }>) {
  const bytes = 'copyOf' in entry ? (await stat(entry.copyOf)).size : Buffer.byteLength(entry.content);
  const content = 'copyOf' in entry ? await readFile(entry.copyOf) : entry.content;
  return { md5: createHash('md5').update(content).digest('hex'), bytes };
}
