/** Lines of the kernel that say that a driver misses or has its firmware, that a disk fails to read or write, or that a Pi lacks power. */
const TELLING =
  /Direct firmware load for \S+ failed|firmware: failed to load \S+|loaded firmware version|brcmf_\w+: Firmware: |(?:I\/O|critical medium|critical target) error, dev \w+|Under-?voltage detected/i;
const MOST_LINES = 500;
const LONGEST = 500;

/** Of the kernel's log, what says something about hardware; the last lines where there are too many. */
export const tellingLines = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => TELLING.test(line))
    .slice(-MOST_LINES)
    .map((line) => line.slice(0, LONGEST));
