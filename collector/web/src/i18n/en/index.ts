import { codes } from './codes.ts';
import { common } from './common.ts';
import { containers } from './containers.ts';
import { fleet } from './fleet.ts';
import { guests } from './guests.ts';
import { hardware } from './hardware.ts';
import { machine } from './machine.ts';
import { metrics } from './metrics.ts';
import { profiles } from './profiles.ts';
import { rooms } from './rooms.ts';
import { run } from './run.ts';
import { settings } from './settings.ts';
import { thresholds } from './thresholds.ts';

/** Everything that the page says, in English. The other languages have the same shape. */
export const en = {
  common,
  codes,
  containers,
  fleet,
  guests,
  hardware,
  machine,
  metrics,
  profiles,
  run,
  settings,
  thresholds,
  ...rooms,
};
export type Messages = typeof en;
