import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isLicence, type Module } from './modules.ts';
import { path } from './paths.ts';

/** Licences of which every Debian system has the text, which a package then does not repeat (Debian policy 12.5). */
const COMMON: Record<string, string> = { 'Apache-2.0': 'Apache-2.0', 'LGPL-3.0+': 'LGPL-3' };
const RULE = `\n\n${'-'.repeat(70)}\n\n`;

/** What stands in /usr/share/doc/<package>/copyright: our licence, and that of each package that goes along; equal ones once. */
export async function copyrightText(bundled: readonly Module[]): Promise<string> {
  const byTerms = new Map<string, Set<string>>();
  for (const module of bundled) {
    const terms = await termsOf(module);
    byTerms.set(terms, (byTerms.get(terms) ?? new Set()).add(`${module.name} ${module.version}`));
  }
  const parts = [`Suivi\n\n${await readFile(path('LICENSE'), 'utf8')}`];
  for (const [terms, names] of byTerms) parts.push(`The program contains ${list(names)}:\n\n${terms}`);
  return `${parts.map((part) => part.trim()).join(RULE)}\n`;
}

const list = (names: ReadonlySet<string>) => [...names].sort().join(',\n  ');

async function termsOf({ directory }: Module): Promise<string> {
  const { license, author } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest;
  const read = async (name: string | undefined) =>
    name === undefined ? null : (await readFile(join(directory, name), 'utf8')).replaceAll('\r', '').trim();
  const names = await readdir(directory);
  const common = license === undefined ? undefined : COMMON[license];
  if (common !== undefined) {
    const notice = await read(names.find((name) => /^(copyright)?notice/i.test(name)));
    const where = `Under the licence ${license}; on Debian its text is /usr/share/common-licenses/${common}.`;
    return [notice ?? by(author), where].filter(Boolean).join('\n\n');
  }
  const text = await read(names.find((name) => isLicence(name) && extname(name) !== '.js'));
  if (text !== null) return text;
  const readme = await read(names.find((name) => /^readme/i.test(name)));
  const section = /^#+ *licen[cs]e *\n([\s\S]*?)(?=^#|(?![\s\S]))/im.exec(readme ?? '')?.[1]?.trim();
  const unnamed = [by(author), `Under the licence ${license}, of which its package carries no text.`];
  return section && section.length > 200 ? section : unnamed.filter(Boolean).join('\n');
}

interface Manifest {
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

const by = (author: Manifest['author']) =>
  author === undefined ? null : `By ${typeof author === 'string' ? author : author.name}.`;
