import { readGuests } from '../guests/read.ts';
import type { Action } from './action.ts';

/** Reads which virtual machines and containers the machine runs; changes nothing. */
export const guestsInventory: Action = { perform: readGuests };
