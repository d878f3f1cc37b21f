import { performPlanned } from '../planned/perform.ts';
import type { Action } from './action.ts';

/** Upgrades and removals: what they do is in the plan, and how it is run is the same for all. */
export const planned: Action = { perform: performPlanned };
