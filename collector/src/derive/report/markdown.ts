/** Characters that steer a terminal or turn the direction of a text, and that nobody reads. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is left out
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** One line of text in which no character is markup, also not as a link or at the start of a line. */
export const plain = (text: string): string =>
  text
    .replace(/[\r\n\t]+/g, ' ')
    .replace(UNSEEN, '')
    .replace(/[\\`*_{}[\]<>#|!~&@^$]/g, (character) => `\\${character}`)
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\bwww\./gi, (found) => `${found.slice(0, -1)}\\.`)
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2');

/** Lines as they are, fenced so that nothing in them is markup. */
export function fenced(lines: readonly string[]): string[] {
  const text = lines.join('\n').replace(/\r\n?/g, '\n').replace(UNSEEN, '');
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return [fence, text, fence];
}

/** A heading with what stands below it, blocks of lines with an empty line between; nothing when there is nothing below it. */
export const section = (title: string, ...blocks: readonly (readonly string[])[]): string[] => {
  const full = blocks.filter((block) => block.length > 0);
  return full.length === 0 ? [] : [`## ${title}`, ...full.flatMap((block) => ['', ...block]), ''];
};

/** More are not read; the log has them all. */
const MOST_ITEMS = 200;

/** Items of a list, already safe; what is too much is counted. */
export function list(items: readonly string[]): string[] {
  const rest = items.length - MOST_ITEMS;
  return [
    ...items.slice(0, MOST_ITEMS).map((item) => `- ${item}`),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
  ];
}

/** A table of names and values; what has no value is left out. */
export const table = (rows: readonly (readonly [string, string | number | null | undefined])[]): string[] => [
  '| | |',
  '| --- | --- |',
  ...rows.flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [`| ${name} | ${plain(String(value))} |`],
  ),
];

/** `1 package`, `2 packages`. */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
