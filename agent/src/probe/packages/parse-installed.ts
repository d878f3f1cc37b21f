import type { Lines } from './lines.ts';

/** One package in dpkg's database that is at least partly there (not merely its configuration). */
export interface InstalledPackage {
  readonly name: string;
  readonly arch: string;
  readonly version: string;
  readonly held: boolean;
  /** `install ok installed` or `hold ok installed`: fully there. */
  readonly complete: boolean;
}

/** The `-f` that `parseInstalled` reads. */
export const INSTALLED_FORMAT = `${['Package', 'Architecture', 'Version', 'db:Status-Abbrev']
  .map((field) => `\${${field}}`)
  .join('\t')}\n`;

/** Reads `dpkg-query -W` in INSTALLED_FORMAT. The abbreviation is wanted, present and error state, e.g. `ii `, `hi `, `rc `, `iF `. */
export async function parseInstalled(lines: Lines): Promise<InstalledPackage[]> {
  const installed: InstalledPackage[] = [];
  for await (const line of lines) {
    const [name, arch, version, state = ''] = line.split('\t');
    if (!name || !arch || !version || /[nc]/.test(state[1] ?? 'n')) continue;
    installed.push({ name, arch, version, held: state[0] === 'h', complete: /^.i ?$/.test(state) });
  }
  return installed;
}

/** Finds a package by the name that apt prints: plain for the native architecture and `all`, else `name:arch`. */
export class InstalledIndex {
  readonly #byName = new Map<string, InstalledPackage>();
  readonly #native: string;

  constructor(installed: readonly InstalledPackage[], native: string) {
    this.#native = native;
    for (const entry of installed) this.#byName.set(this.nameFor(entry), entry);
  }

  nameFor({ name, arch }: { name: string; arch: string }): string {
    return arch === this.#native || arch === 'all' ? name : `${name}:${arch}`;
  }

  get(aptName: string): InstalledPackage | undefined {
    return this.#byName.get(aptName) ?? this.#byName.get(aptName.replace(`:${this.#native}`, ''));
  }
}
