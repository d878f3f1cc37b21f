import { Nullable } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import { Machine } from './machine.ts';
import { MachineState } from './machine-state.ts';

const FleetState = Type.Pick(MachineState, [
  'aptRebootRequired',
  'aptLastAnalyzeAt',
  'rootUsedPercent',
  'diskWarningsCount',
  'metricWarnings',
]);

/** What a list of the whole fleet shows of a machine. Every `Machine` is one too, so live changes fit in. */
export const FleetMachine = Type.Object({
  ...Type.Pick(Machine, [
    'id',
    'name',
    'tags',
    'hostname',
    'status',
    'statusReasons',
    'statusSince',
    'connected',
    'lastSeenAt',
    'lastCheckedAt',
    'quarantine',
    'osFamily',
    'osVersion',
    'osCodename',
    'machineKind',
    'updates',
    'running',
    'createdAt',
  ]).properties,
  state: Nullable(FleetState),
});
export type FleetMachine = Static<typeof FleetMachine>;
