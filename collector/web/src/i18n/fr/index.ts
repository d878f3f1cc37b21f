import type { Messages } from '../en/index.ts';
import { codes } from './codes.ts';
import { common } from './common.ts';
import { fleet } from './fleet.ts';
import { machine } from './machine.ts';
import { metrics } from './metrics.ts';
import { rooms } from './rooms.ts';
import { run } from './run.ts';
import { settings } from './settings.ts';

/** Everything that the page says, in French. */
export const fr: Messages = { common, codes, fleet, machine, metrics, run, settings, ...rooms };
