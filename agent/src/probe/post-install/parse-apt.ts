/** The single values of `apt-config dump`, by their names in lower case; the last one counts. Pure. */
export const parseAptValues = (dump: string): ReadonlyMap<string, string> =>
  new Map(
    [...dump.matchAll(/^([A-Za-z][\w:-]*[\w-]) "(.*)";$/gm)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value,
    ]),
  );
