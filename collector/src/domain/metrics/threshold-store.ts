import type { Actor, Change } from '../rows.ts';
import type { ThresholdSettings } from './thresholds.ts';

/** Store ← api. What was never set is empty. */
export interface ThresholdStore {
  read(): Promise<ThresholdSettings>;
  /** Puts these in the place of all that was set. Nothing changes when they are the same. */
  replace(settings: ThresholdSettings, by: Actor, at: string): Promise<readonly Change[]>;
}
