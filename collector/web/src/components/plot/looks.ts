/** How the lines of a plot look, one after the other: first by colour, then by dash as well. */
const COLOURS = [
  { name: '--accent', stroke: 'stroke-accent' },
  { name: '--warn', stroke: 'stroke-warn' },
  { name: '--bad', stroke: 'stroke-bad' },
  { name: '--ink', stroke: 'stroke-ink' },
] as const;
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [8, 3, 2, 3]];

/** The look of the line with this number: its colour by name and as a class, and its dashes and gaps in pixels. */
export const lookOf = (index: number) => ({
  ...COLOURS[index % COLOURS.length]!,
  dash: DASHES[Math.floor(index / COLOURS.length) % DASHES.length]!,
});
