/** The candidate that takes the fewest edits of a letter to become from the word; there must be one. */
export function nearest(word: string, candidates: readonly string[]): string {
  const [first] = candidates.toSorted((a, b) => editDistance(word, a) - editDistance(word, b));
  if (first === undefined) throw new RangeError('no candidates');
  return first;
}

/** Letters to insert, delete or replace to make one word of the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [done, letter] of [...from].entries()) {
    const next = [done + 1];
    for (const [index, other] of [...to].entries()) {
      const replaced = (row[index] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
