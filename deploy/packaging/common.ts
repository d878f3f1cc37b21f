import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { type DebEntry, type Fields, formatChangelog, type MaintainerScript } from '@suivi/deb';
import { copyrightText } from './copyright.ts';
import type { Module } from './modules.ts';
import { path } from './paths.ts';
import type { Release } from './release.ts';

const MAINTAINER = 'Suivi maintainers <maintainers@suivi.invalid>';

/** The control fields that every package of ours has. */
export const commonFields = (name: string, { version }: Release, architecture: string): Fields => ({
  Package: name,
  Version: version,
  Architecture: architecture,
  Maintainer: MAINTAINER,
  Section: 'admin',
  Priority: 'optional',
});

/** The text of a file of this folder. */
export const text = (name: string): Promise<string> => readFile(path(`deploy/packaging/${name}`), 'utf8');

/** A file of deploy/systemd where a package puts it. */
export const unit = (name: string): DebEntry => ({ copyOf: path(`deploy/systemd/${name}`) });

/** The maintainer scripts of a package, with what they share put in. */
export async function maintainerScripts(
  name: string,
  folder: string,
): Promise<Record<MaintainerScript, string>> {
  const sandbox = (await text('sandbox.sh')).replaceAll('@NAME@', name);
  const names = ['preinst', 'postinst', 'prerm', 'postrm'] as const;
  const texts = await Promise.all(names.map((script) => text(`${folder}/${script}`).catch(() => null)));
  const entries = names.flatMap((script, index) => {
    const found = texts[index];
    return found == null ? [] : [[script, found.replace('#SANDBOX#\n', () => sandbox)]];
  });
  return Object.fromEntries(entries) as Record<MaintainerScript, string>;
}

/** Changelog and copyright, and where lintian is wrong the reasons (Debian policy 12). `bundled` packages are told with their licences. */
export async function documentation(
  name: string,
  folder: string,
  { version, epoch }: Release,
  bundled: readonly Module[],
): Promise<Record<string, DebEntry>> {
  const changes = ['This release; its CHANGELOG.md tells what has changed.'];
  const signature = { maintainer: MAINTAINER, date: new Date(epoch * 1000) };
  const changelog = formatChangelog(name, [{ version, changes }], signature);
  const overrides = await text(`${folder}/lintian-overrides`).catch(() => null);
  return {
    [`/usr/share/doc/${name}/changelog.gz`]: { content: gzipSync(changelog, { level: 9 }) },
    [`/usr/share/doc/${name}/copyright`]: { content: await copyrightText(bundled) },
    ...(overrides !== null && { [`/usr/share/lintian/overrides/${name}`]: { content: overrides } }),
  };
}
