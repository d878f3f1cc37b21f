const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** From when on something is worth a warning. Milliseconds. */
export interface StatusSettings {
  /** Package lists that no refresh has brought up to date for so long. */
  readonly listsMaxAgeMs: number;
  /** A machine's clock that differs from the collector's by more. */
  readonly clockSkewMaxMs: number;
  /** A machine that has not been heard of for so long. */
  readonly silenceMaxMs: number;
}

export const STATUS_SETTINGS: StatusSettings = {
  listsMaxAgeMs: 24 * HOUR_MS,
  clockSkewMaxMs: MINUTE_MS,
  silenceMaxMs: 10 * MINUTE_MS,
};
