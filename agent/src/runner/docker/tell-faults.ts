import { listNames } from '../planned/words.ts';

/** An end's sentence has 2,000 characters: this twice, the names and a next step fit into it. */
const MAX_FAULTS = 850;
const MOST_NAMES = 3;

/** What is wrong with services, by their names: each reason once, with all that it holds for. Of what is long the end is cut. Pure. */
export function tellFaults(faults: ReadonlyMap<string, string>): string {
  const told = [...new Set(faults.values())]
    .map((why) => `${namesOf([...faults.keys()].filter((name) => faults.get(name) === why))}: ${why}`)
    .join(' ');
  return told.length <= MAX_FAULTS ? told : `${told.slice(0, MAX_FAULTS - 4)} ...`;
}

/** Some names of services, as they stand in a sentence. */
export const nameFew = (names: readonly string[]): string => listNames(names, MOST_NAMES);

const namesOf = (names: readonly string[]): string =>
  names.length === 1 ? nameFew(names) : `${nameFew(names)} (each)`;
