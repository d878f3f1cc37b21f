/** One entry of a Debian changelog (deb-changelog(5)): the version of the source and the whole text. */
export interface ChangelogEntry {
  readonly version: string;
  readonly text: string;
}

const HEADER = /^[a-z0-9][a-z0-9+.-]* \(([A-Za-z0-9][A-Za-z0-9.+:~-]*)\)(?: [^ ;]+)+; ?\S/i;
const CVE = /CVE-\d{4}-\d{4,}/g;

/** The entries in the order of the file, newest first. What stands before the first heading is passed over. */
export function parseEntries(text: string): ChangelogEntry[] {
  const entries: { version: string; lines: string[] }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, version] = HEADER.exec(line) ?? [];
    if (version) entries.push({ version, lines: [] });
    entries.at(-1)?.lines.push(line);
  }
  return entries.map(({ version, lines }) => ({ version, text: lines.join('\n').trimEnd() }));
}

/** Whether version `a` is later than `b`. */
export type IsLater = (a: string, b: string) => Promise<boolean>;

/** Entries looked at; a changelog may hold thousands. */
const MOST_ENTRIES = 500;

/** The entries after version `from`, up to and including `to`. The first one that is not later than `from` ends them. */
export async function entriesBetween(
  entries: readonly ChangelogEntry[],
  { from, to }: { readonly from: string; readonly to: string },
  isLater: IsLater,
): Promise<ChangelogEntry[]> {
  const between: ChangelogEntry[] = [];
  for (const entry of entries.slice(0, MOST_ENTRIES)) {
    if (!(await isLater(entry.version, from))) break;
    if (!(await isLater(entry.version, to))) between.push(entry);
  }
  return between;
}

/** The CVE numbers in a text, each once, sorted. */
export const cvesIn = (text: string): string[] => [...new Set(text.match(CVE))].sort();
