/** One entry of a changelog: a version and what it says. */
export interface ChangelogEntry {
  version: string;
  changes: string[];
}

/** Who signs an entry, and when. */
export interface ChangelogSignature {
  /** As `Name <address>`. */
  readonly maintainer: string;
  readonly date: Date;
}

const TESTS: ChangelogSignature = {
  maintainer: 'Suivi tests <tests@example.invalid>',
  date: new Date('2026-01-01T00:00:00Z'),
};

/** The text of a Debian changelog (deb-changelog(5)), newest entry first as given; signed by the tests unless said. */
export const formatChangelog = (
  source: string,
  entries: readonly ChangelogEntry[],
  { maintainer, date }: ChangelogSignature = TESTS,
): string =>
  entries
    .map(({ version, changes }) =>
      [
        `${source} (${version}) stable; urgency=medium`,
        '',
        ...changes.map((change) => `  * ${change}`),
        '',
        ` -- ${maintainer}  ${date.toUTCString().replace('GMT', '+0000')}`,
        '',
      ].join('\n'),
    )
    .join('\n');
