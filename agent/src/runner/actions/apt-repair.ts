import { performRepair } from '../planned/repair.ts';
import type { Action } from './action.ts';

/** Configures what was left half done, then does what apt plans to set the dependencies right. */
export const aptRepair: Action = { perform: performRepair };
