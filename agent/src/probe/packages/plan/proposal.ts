import type { PlanStep } from '@suivi/shared';
import type { InstalledIndex } from '../parse-installed.ts';

/** What apt has planned, before anybody has judged it. */
export interface Proposal {
  /** The arguments of apt-get. */
  readonly args: readonly string[];
  readonly steps: readonly PlanStep[];
  readonly index: InstalledIndex;
  /** The packages that the policy excludes. */
  readonly names: readonly string[];
  /** The machine's own architecture. */
  readonly native: string;
}
