import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { DebEntry } from '@suivi/deb';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** An installed package: where it lies in the checkout, and where it goes below a node_modules folder. */
export interface Module {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
  /** For example `ajv` or `ajv/node_modules/fast-uri`. */
  readonly place: string;
}

/** What is needed to compile and not to run. */
const isLeftOut = (name: string): boolean => name === 'node-addon-api' || name.startsWith('@types/');
const LEFT_OUT_FOLDERS =
  /(^|\/)\.|^(benchmarks?|coverage|docs?|examples?|integration|scripts|tests?|__tests__|node_modules)(\/|$)/;
/** Programs, and what a page of the API's shows. */
const WANTED = /\.([cm]?js|json|node)$|^static\//;
const LICENCE = /^(licen[cs]e|copying|notice)/i;

/** Whether a file of a package is its licence, by its name. */
export const isLicence = (name: string): boolean => LICENCE.test(name);

/** Every package that the one in a directory needs to run, as node_modules without links: each version once, most at the top. */
export function modulesOf(directory: string): Module[] {
  const placed = new Map<string, Module>();
  const queue: { directory: string; place: string | null }[] = [
    { directory: realpathSync(directory), place: null },
  ];
  for (const parent of queue)
    for (const name of neededBy(parent.directory)) {
      const found = resolve(name, parent.directory);
      if (found === null || visible(placed, name, parent.place)?.directory === found) continue;
      const place = placed.has(name) ? `${parent.place}/node_modules/${name}` : name;
      const { version } = manifestOf(found);
      placed.set(place, { name, version, directory: found, place });
      queue.push({ directory: found, place });
    }
  return [...placed.values()];
}

/** The files of a package that it needs to run, and its licence, as entries below a folder. `leftOut` says what else goes. */
export async function moduleEntries(
  { directory, place }: Module,
  folder: string,
  leftOut: RegExp | null,
): Promise<Record<string, DebEntry>> {
  const entries: Record<string, DebEntry> = {};
  for (const item of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const file = relative(directory, join(item.parentPath, item.name));
    const isWanted = isLicence(item.name) || WANTED.test(file);
    if (!item.isFile() || LEFT_OUT_FOLDERS.test(file) || leftOut?.test(file) || !isWanted) continue;
    entries[`${folder}/${place}/${file}`] = { copyOf: join(directory, file) };
  }
  return entries;
}

function neededBy(directory: string): string[] {
  const { dependencies, optionalDependencies, peerDependencies } = manifestOf(directory);
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  return names.filter((name) => !name.startsWith('@suivi/') && !isLeftOut(name));
}

/** What a module at `place` would find under a name. */
function visible(
  placed: ReadonlyMap<string, Module>,
  name: string,
  place: string | null,
): Module | undefined {
  for (let at = place; at !== null; ) {
    const nested = placed.get(`${at}/node_modules/${name}`);
    if (nested) return nested;
    const end = at.lastIndexOf('/node_modules/');
    at = end < 0 ? null : at.slice(0, end);
  }
  return placed.get(name);
}

/** Where Node finds a package from a directory; null when it is not installed, as an optional one may be. */
function resolve(name: string, from: string): string | null {
  for (let at = from; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (at === dirname(at)) return null;
  }
}

const manifestOf = (directory: string): Manifest =>
  JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
