import { EnrolAnswer } from '@suivi/shared';
import type { Static } from 'typebox';
import * as Type from 'typebox';

const { machineId, collectorPublicKey } = EnrolAnswer.properties;

/** Whose orders count on this machine: `collector.json` in the runner's directory, and what the agent knows of it. */
export const Trust = Type.Object({ machineId, collectorPublicKey });
export type Trust = Static<typeof Trust>;
