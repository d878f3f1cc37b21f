import type { MessageRules } from '../../domain/messages.ts';
import { ofAnalysis } from './analysis.ts';
import { ofPostInstall } from './post-install.ts';
import { ofRun } from './run.ts';

/** What of a run, an analysis or a look at profiles becomes an important message. */
export const messageRules: MessageRules = { ofRun, ofAnalysis, ofPostInstall };
