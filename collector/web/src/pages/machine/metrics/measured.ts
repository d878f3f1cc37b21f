/** What was measured of one thing. */
export interface Measured {
  readonly name: string;
  readonly average: readonly (number | null)[];
  readonly peak: readonly (number | null)[];
}
