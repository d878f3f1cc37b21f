/** Compares two Debian versions as dpkg does (deb-version(7)): negative, zero or positive. */
export function compareVersions(a: string, b: string): number {
  const left = split(a);
  const right = split(b);
  return (
    left.epoch - right.epoch ||
    comparePart(left.upstream, right.upstream) ||
    comparePart(left.revision, right.revision)
  );
}

function split(version: string): { epoch: number; upstream: string; revision: string } {
  const [, epoch = '0', rest = version] = /^(\d+):(.*)$/.exec(version) ?? [];
  const dash = rest.lastIndexOf('-');
  return dash < 0
    ? { epoch: Number(epoch), upstream: rest, revision: '' }
    : { epoch: Number(epoch), upstream: rest.slice(0, dash), revision: rest.slice(dash + 1) };
}

/** Text and number take turns: text by `rank`, numbers by value. */
function comparePart(a: string, b: string): number {
  let left = a;
  let right = b;
  while (left !== '' || right !== '') {
    const texts = [left, right].map((part) => /^\D*/.exec(part)?.[0] ?? '') as [string, string];
    const order = compareText(...texts);
    if (order !== 0) return order;
    left = left.slice(texts[0].length);
    right = right.slice(texts[1].length);
    const numbers = [left, right].map((part) => /^\d*/.exec(part)?.[0] ?? '') as [string, string];
    const [x, y] = numbers.map((digits) => BigInt(digits || '0')) as [bigint, bigint];
    if (x !== y) return x < y ? -1 : 1;
    left = left.slice(numbers[0].length);
    right = right.slice(numbers[1].length);
  }
  return 0;
}

function compareText(a: string, b: string): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const order = rank(a[at]) - rank(b[at]);
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde sorts before the end, the end before letters, letters before everything else. */
function rank(character: string | undefined): number {
  if (character === undefined) return 0;
  if (character === '~') return -1;
  return /[a-z]/i.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}
