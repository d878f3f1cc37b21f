import { restartServices } from '../services/restart.ts';
import type { Action } from './action.ts';

/** Restarts services that still run what an upgrade has replaced. */
export const servicesRestart: Action = { perform: restartServices };
