/** One entry of a changelog: a version and what it says. */
export interface ChangelogEntry {
  version: string;
  changes: string[];
}

/** The text of a Debian changelog (deb-changelog(5)), newest entry first as given. */
export const formatChangelog = (source: string, entries: readonly ChangelogEntry[]): string =>
  entries
    .map(({ version, changes }) =>
      [
        `${source} (${version}) stable; urgency=medium`,
        '',
        ...changes.map((change) => `  * ${change}`),
        '',
        ' -- Suivi tests <tests@example.invalid>  Thu, 01 Jan 2026 00:00:00 +0000',
        '',
      ].join('\n'),
    )
    .join('\n');
