import type { Lines } from './lines.ts';

/** What one index file is, from its Release file: origin, label, archive and codename, and the host that serves it. */
export interface ReleaseInfo {
  readonly priority: number;
  readonly origin: string;
  readonly label: string;
  readonly archive: string;
  readonly codename: string;
  readonly site: string;
}

/** Reads `apt-cache policy` without names: index files by the description that apt uses in version tables too. */
export async function parseReleases(lines: Lines): Promise<Map<string, ReleaseInfo>> {
  const releases = new Map<string, ReleaseInfo>();
  let file: string | undefined;
  for await (const line of lines) {
    if (/^Pinned packages:/.test(line)) break;
    const [, priority, description] = /^ {0,3}(-?\d+) (.+)$/.exec(line) ?? [];
    if (priority && description) {
      file = description;
      const nothing = { origin: '', label: '', archive: '', codename: '', site: '' };
      releases.set(file, { priority: Number(priority), ...nothing });
      continue;
    }
    const known = file && releases.get(file);
    if (!file || !known) continue;
    if (/^ +release /.test(line)) releases.set(file, { ...known, ...releaseFields(line) });
    const [, site] = /^ +origin (\S+)/.exec(line) ?? [];
    if (site) releases.set(file, { ...releases.get(file)!, site });
  }
  return releases;
}

/** `release o=Debian,a=stable,…`; a comma inside a value is not followed by `letter=`. */
function releaseFields(line: string): Omit<ReleaseInfo, 'priority' | 'site'> {
  const parts = line.replace(/^ +release /, '').split(/,(?=[a-z]=)/);
  const fields = new Map(parts.map((part) => [part[0], part.slice(2)]));
  return {
    origin: fields.get('o') ?? '',
    label: fields.get('l') ?? '',
    archive: fields.get('a') ?? '',
    codename: fields.get('n') ?? '',
  };
}
