import type { Parsed } from '../../../host/exec.ts';
import type { Fetch } from '../parse-uris.ts';
import type { DescribedStep } from './describe.ts';

/** The bytes still to fetch: not those of files that lie on this machine. Null when apt does not say. */
export function bytesToFetch({ exitCode, value }: Parsed<Fetch[]>): number | null {
  if (exitCode !== 0) return null;
  return sum(value.filter(({ uri }) => !uri.startsWith('file:')).map(({ bytes }) => bytes));
}

/** By how many bytes the disk fills, by Installed-Size before and after; null when one of them is not known. */
export function diskChange(steps: readonly DescribedStep[]): number | null {
  const sizes = steps.flatMap(({ change, before, after }) => [
    change.to === null ? 0 : (after?.installedBytes ?? null),
    change.from === null ? 0 : negative(before?.installedBytes ?? null),
  ]);
  return sizes.every((size) => size !== null) ? sum(sizes) : null;
}

const negative = (size: number | null): number | null => (size === null ? null : -size);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
