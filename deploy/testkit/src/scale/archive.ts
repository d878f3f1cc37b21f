import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatStanza } from '@suivi/deb';
import { writeDists } from '../archive/dists.ts';
import { generateSigningKey } from '../archive/key.ts';
import type { ScaledPackage } from './packages.ts';

export const installedVersion = '1.0-1';
const updateVersion = '1.0-2';

/** The suites of a fabricated archive; their labels are Debian's. */
export const scaledSuites = ['trixie', 'trixie-updates', 'trixie-security'];

/** Writes a signed archive that has indexes but no files: enough for every plan, not for a download. */
export async function writeScaledArchive(directory: string, packages: ScaledPackage[]): Promise<void> {
  const key = await generateSigningKey('Scale');
  const suite = (pocket: string, label: string, chosen: ScaledPackage[], version: string) =>
    writeDists(
      directory,
      {
        name: `trixie${pocket}`,
        origin: 'Debian',
        label,
        suite: `stable${pocket}`,
        codename: `trixie${pocket}`,
      },
      chosen.map((item) => indexEntry(item, version)),
      key,
    );
  const pending = (kind: ScaledPackage['pending']) => packages.filter((item) => item.pending === kind);
  await suite('', 'Debian', packages, installedVersion);
  await suite('-updates', 'Debian', pending('update'), updateVersion);
  await suite('-security', 'Debian-Security', pending('security'), updateVersion);
  await writeFile(join(directory, 'key.asc'), key.publicKey);
}

function indexEntry({ name, control }: ScaledPackage, version: string) {
  const fields = control(version);
  const architecture = String(fields['Architecture']);
  const fileName = `${name}_${version}_${architecture}.deb`;
  const text = formatStanza({
    ...fields,
    Filename: `pool/main/${fileName}`,
    Size: Number(fields['Installed-Size']) * 300,
    SHA256: createHash('sha256').update(fileName).digest('hex'),
  });
  return { architecture, text };
}
