/** What a line of a plot says in three numbers; null where nothing was measured. */
export interface Summary {
  readonly lowest: number;
  readonly average: number;
  readonly peak: number;
}

type Values = readonly (number | null)[];
const measured = (values: Values) => values.filter((value) => value !== null);

/** The lowest and the middle of the averages, and the highest peak. */
export function summaryOf(average: Values, peak: Values): Summary | null {
  const averages = measured(average);
  if (averages.length === 0) return null;
  return {
    lowest: Math.min(...averages),
    average: averages.reduce((sum, value) => sum + value, 0) / averages.length,
    peak: Math.max(...measured(peak)),
  };
}

/** Every so manieth place of a list, so that a table of it stays short; the last one is always among them. */
export function someOf(length: number, most: number): number[] {
  const every = Math.max(1, Math.ceil(length / most));
  return Array.from({ length }, (_, index) => index).filter((index) => (length - 1 - index) % every === 0);
}

/** How many spans without a measure lie between the times, each longer than two steps. */
export const gapsIn = (values: Values): number =>
  values.filter((value, index) => value === null && index > 0 && values[index - 1] !== null).length;
