import type { MessageRules } from '../../domain/messages.ts';
import { ofAnalysis } from './analysis.ts';
import { ofHardware } from './hardware.ts';
import { ofInventory } from './inventory.ts';
import { ofMetrics } from './metrics.ts';
import { ofPostInstall } from './post-install.ts';
import { ofRun } from './run.ts';

/** What of a run, an analysis, an inventory, a look at profiles or measured values becomes an important message. */
export const messageRules: MessageRules = {
  ofRun,
  ofAnalysis,
  ofHardware,
  ofInventory,
  ofPostInstall,
  ofMetrics,
};
