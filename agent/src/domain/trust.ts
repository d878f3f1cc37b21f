import { EnrolAnswer } from '@suivi/shared';
import Type, { type Static } from 'typebox';

/** Whose orders count on this machine: `collector.json` in the runner's directory, and what the agent knows of it. */
export const Trust = Type.Pick(EnrolAnswer, ['machineId', 'collectorPublicKey']);
export type Trust = Static<typeof Trust>;
