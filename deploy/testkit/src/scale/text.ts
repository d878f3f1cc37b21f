const words =
  'library tool server runtime support common data file system network secure modern small fast simple interface development headers shared configuration daemon client protocol format parser compression image audio text terminal desktop language binding module plugin documentation utility management package kernel driver device storage memory'.split(
    ' ',
  );

/** A deterministic source of whole numbers from 0 up to a limit (a linear congruential generator). */
export function numberGenerator(seed: number): (limit: number) => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** A summary and a few lines, about as long as a distribution's. */
export function descriptionOf(random: (limit: number) => number): string {
  const line = (length: number) => Array.from({ length }, () => words[random(words.length)]).join(' ');
  return [line(6), ...Array.from({ length: 2 + random(6) }, () => line(10))].join('\n');
}
