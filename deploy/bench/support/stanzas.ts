/** One stanza of a Debian control file: its text, and the first line of each field. */
export interface Stanza {
  readonly text: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** Splits a control file, such as dpkg's status, into its stanzas. */
export const parseStanzas = (file: string): Stanza[] =>
  file
    .split(/\n\n+/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => ({
      text,
      fields: new Map([...text.matchAll(/^([^\s:]+): ?(.*)$/gm)].map(([, name, value]) => [name!, value!])),
    }));
