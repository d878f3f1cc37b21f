import { performReboot } from '../reboot/perform.ts';
import type { Action } from './action.ts';

/** Services that do not stop hold a shutdown up for as long as their own limits allow, which is seldom longer. */
const LIMIT_MS = 15 * 60_000;

/** Restarts the machine, and proves that it came back. */
export const reboot: Action = { perform: (context) => performReboot(context, LIMIT_MS) };
