import { probeHardware } from '../hardware/probe.ts';
import type { Action } from './action.ts';

/** Reads what only root may of the hardware: the health of disks, the kernel's log, serial numbers. */
export const hardwareProbe: Action = { perform: probeHardware };
