import type { MessageRules } from '../../domain/messages.ts';
import { ofAnalysis } from './analysis.ts';
import { ofHardware } from './hardware.ts';
import { ofRun } from './run.ts';

/** What of a run or an analysis becomes an important message. */
export const messageRules: MessageRules = { ofRun, ofAnalysis, ofHardware };
