import { runText } from '../../host/exec.ts';
import type { Places } from '../places.ts';

/** One package in dpkg's database that is at least partly there. */
export interface PackageState {
  readonly name: string;
  readonly arch: string;
  readonly version: string;
  /** `install ok installed`: neither half done nor in need of a reinstallation. */
  readonly complete: boolean;
  /** Its removal was asked for and has left its configuration alone. */
  readonly onlyConfig: boolean;
}

const FORMAT = `${['Package', 'Architecture', 'Version', 'db:Status-Abbrev']
  .map((field) => `\${${field}}`)
  .join('\t')}\n`;

/** Reads the state of all packages, or tells why dpkg's database cannot be read. */
export async function readPackages(
  env: Record<string, string>,
  { adminDir }: Places,
): Promise<{ packages: PackageState[] } | { problem: string }> {
  const args = [`--admindir=${adminDir}`, '-W', '-f', FORMAT];
  const { value, exitCode, stderr, failure } = await runText('dpkg-query', args, { env });
  return exitCode === 0 ? { packages: parsePackages(value) } : { problem: failure ?? stderr.trim() };
}

/** Reads `dpkg-query -W`. The abbreviation is the wanted state, the present one and an error, e.g. `ii `, `rc `, `iF `, `iHR`. */
function parsePackages(text: string): PackageState[] {
  return text.split('\n').flatMap((line) => {
    const [name, arch, version, state = ''] = line.split('\t');
    if (!name || !arch || !version || (state[1] ?? 'n') === 'n') return [];
    return [{ name, arch, version, complete: /^.i ?$/.test(state), onlyConfig: state[1] === 'c' }];
  });
}
