import type { Lines } from './lines.ts';

/** apt's settings by name as `apt-config dump` writes them, in lower case; of a list (`Name::`) all values in order. */
export type AptConfig = ReadonlyMap<string, readonly string[]>;

/** Reads `apt-config dump`: one `Name "value";` a line. */
export async function parseConfig(lines: Lines): Promise<AptConfig> {
  const config = new Map<string, string[]>();
  for await (const line of lines) {
    const [, name, value] = /^(\S+) "(.*)";$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const key = name.replace(/::$/, '').toLowerCase();
    const known = config.get(key);
    if (known && name.endsWith('::')) known.push(value);
    else config.set(key, [value]);
  }
  return config;
}

/** The single value of a setting, or the empty text. */
export const setting = (config: AptConfig, name: string): string => config.get(name.toLowerCase())?.[0] ?? '';

/** The values of a list setting without empty ones. */
export const settings = (config: AptConfig, name: string): string[] =>
  (config.get(name.toLowerCase()) ?? []).filter((value) => value !== '');

/** The path of a directory or file setting (`Dir::Etc::parts`), joined from its parents as apt does it. */
export function configuredPath(config: AptConfig, name: string): string {
  let path = '';
  for (let key = name; key !== ''; key = key.split('::').slice(0, -1).join('::')) {
    const value = setting(config, key);
    path = path === '' ? value : `${value}/${path}`;
    if (path.startsWith('/')) break;
    if (/^\.\.?\//.test(value)) break;
  }
  const root = setting(config, 'RootDir');
  return (root === '' ? path : `${root}/${path}`).replace(/\/{2,}/g, '/');
}
