import type { Actor, Change } from '../rows.ts';
import type { ThresholdSettings } from './thresholds.ts';

/** What is set, with the number of times that it was changed: 0 where nobody has set anything. */
export interface VersionedThresholds {
  readonly version: number;
  readonly settings: ThresholdSettings;
}

/** Store ← api. What was never set is empty. */
export interface ThresholdStore {
  read(): Promise<VersionedThresholds>;
  /**
   * Puts these in the place of all that was set; `outdated` when somebody else has changed them after version `basedOn`.
   * Nothing changes when they are the same.
   */
  replace(
    settings: ThresholdSettings,
    basedOn: number,
    by: Actor,
    at: string,
  ): Promise<{ readonly changes: readonly Change[] } | 'outdated'>;
}
