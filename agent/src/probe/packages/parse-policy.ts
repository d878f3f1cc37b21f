import type { Lines } from './lines.ts';

/** One version that apt knows of a package. `files` are the indexes that offer it, as apt describes them; `phased` is a percentage. */
export interface KnownVersion {
  readonly version: string;
  readonly priority: number;
  readonly installed: boolean;
  readonly phased: number | null;
  readonly files: readonly { readonly priority: number; readonly file: string }[];
}

/** What `apt-cache policy name` says of one package. `versions` stand newest first, as apt sorts them. */
export interface PackagePolicy {
  readonly installed: string | null;
  readonly candidate: string | null;
  readonly versions: readonly KnownVersion[];
}

const VERSION = /^ (\*\*\*| {3}) (\S+)(?: (-?\d+))?(?: \(phased (\d+)%\))?$/;
const FILE = /^ {7,}(-?\d+) (.+)$/;

/** Reads `apt-cache policy name …`, by the names that apt prints. A package that apt does not know is not in the map. */
export async function parsePolicy(lines: Lines): Promise<Map<string, PackagePolicy>> {
  const packages = new Map<string, PackagePolicy>();
  let entry: { installed: string | null; candidate: string | null; versions: KnownVersion[] } | undefined;
  let files: { priority: number; file: string }[] = [];
  for await (const line of lines) {
    if (/^\S+:$/.test(line)) {
      entry = { installed: null, candidate: null, versions: [] };
      packages.set(line.slice(0, -1), entry);
      continue;
    }
    if (!entry) continue;
    const [, field, value = ''] = /^ {2}(Installed|Candidate): (.+)$/.exec(line) ?? [];
    if (field === 'Installed') entry.installed = given(value);
    if (field === 'Candidate') entry.candidate = given(value);
    const [, priority, file] = FILE.exec(line) ?? [];
    if (priority && file) {
      files.push({ priority: Number(priority), file });
      continue;
    }
    const [, mark, version, own, phased] = VERSION.exec(line) ?? [];
    if (!version) continue;
    files = [];
    entry.versions.push({
      version,
      priority: Number(own ?? 500),
      installed: mark === '***',
      phased: phased === undefined ? null : Number(phased),
      files,
    });
  }
  return packages;
}

const given = (value: string): string | null => (value === '(none)' ? null : value);

/** The versions newer than the installed one, newest first. Empty when the package is not installed. */
export function newerVersions(policy: PackagePolicy): readonly KnownVersion[] {
  const index = policy.versions.findIndex(({ installed }) => installed);
  return index < 0 ? [] : policy.versions.slice(0, index);
}
