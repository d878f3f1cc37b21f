/** Lines of the kernel that say that a driver misses its firmware, or that a disk fails to read or write. */
const TELLING =
  /Direct firmware load for \S+ failed|firmware: failed to load \S+|(?:I\/O|critical medium|critical target) error, dev \w+/;
const MOST_LINES = 500;
const LONGEST = 500;

/** Of the kernel's log, what says something about hardware; the last lines where there are too many. */
export const tellingLines = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => TELLING.test(line))
    .slice(-MOST_LINES)
    .map((line) => line.slice(0, LONGEST));
