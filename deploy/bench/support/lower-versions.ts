import { parseStanzas, type Stanza } from './stanzas.ts';

/**
 * Sets exactly `wanted` of these packages back to a version just below their own; only what the lists hold can be.
 * The packages of one source go together, for they name one another's exact versions. Throws when there are too few.
 */
export function lowerSome(stanzas: readonly string[], wanted: number): string[] {
  const parsed = stanzas.flatMap(parseStanzas);
  const texts = new Map(parsed.map((stanza) => [stanza, stanza.text]));
  let missing = wanted;
  for (const group of bySource(parsed)) {
    if (group.length > missing) continue;
    for (const stanza of group) texts.set(stanza, lower(stanza, group));
    missing -= group.length;
  }
  if (missing > 0) throw new Error(`only ${wanted - missing} packages of the lists are installed`);
  return [...texts.values()];
}

function bySource(stanzas: readonly Stanza[]): Iterable<Stanza[]> {
  const sources = new Map<string | undefined, Stanza[]>();
  for (const stanza of stanzas) {
    const { fields } = stanza;
    if (!fields.has('Filename')) continue;
    const source = (fields.get('Source') ?? fields.get('Package'))?.split(' ')[0];
    sources.set(source, [...(sources.get(source) ?? []), stanza]);
  }
  return sources.values();
}

/** A tilde makes the greatest version below; also where the stanza names the version of one of its group. */
function lower({ text, fields }: Stanza, group: readonly Stanza[]): string {
  let lowered = text.replace(
    `\nVersion: ${fields.get('Version')}\n`,
    `\nVersion: ${fields.get('Version')}~\n`,
  );
  for (const version of new Set(group.map((other) => other.fields.get('Version'))))
    lowered = lowered
      .replaceAll(`= ${version})`, `= ${version}~)`)
      .replaceAll(`<< ${version})`, `<< ${version}~)`);
  return lowered;
}
