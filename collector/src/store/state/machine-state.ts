import type { UpdateSnapshot } from '@suivi/shared';
import type { EventRow, MachineStateRow } from '../../domain/rows.ts';

type AptState = Pick<
  MachineStateRow,
  'status' | 'aptStatus' | 'aptUpdatesCount' | 'aptRebootRequired' | 'aptLastAnalyzeAt'
>;

/** The part of a machine's state that an apt snapshot determines. Pure. */
export const deriveAptState = (snapshot: UpdateSnapshot): AptState => ({
  status: snapshot.status,
  aptStatus: snapshot.status,
  aptUpdatesCount: snapshot.apt.count,
  aptRebootRequired: snapshot.apt.rebootRequired ? 1 : 0,
  aptLastAnalyzeAt: snapshot.checkedAt,
});

/** The fields of a machine's state that may be set; `updatedAt` is stamped. */
export type StateFields = Partial<Omit<MachineStateRow, 'machineId' | 'updatedAt'>>;

/** An event to put on the timeline. Its actor is the system unless it says otherwise; its id is made when it has none. */
export type NewEvent = Pick<EventRow, 'machineId' | 'eventType' | 'severity'> &
  Partial<Omit<EventRow, 'seq' | 'createdAt' | 'payloadJson'>> & { readonly payload?: unknown };

/** How the state of machines comes about: derived from what they report, stored, and told on the timeline. */
export interface MachineState {
  deriveAptState(snapshot: UpdateSnapshot): AptState;
  /** Changes only the fields given, and stamps updated_at. `machines.status` follows. */
  upsertMachineState(machineId: string, fields: StateFields): void;
  /** Puts an event on the timeline and gives it with its place. */
  recordEvent(event: NewEvent): EventRow;
}

/** The state of a machine of which nothing is known. */
export const newState = (machineId: string, updatedAt: string): MachineStateRow => ({
  machineId,
  status: 'unknown',
  aptStatus: null,
  aptUpdatesCount: 0,
  aptRebootRequired: 0,
  aptLastAnalyzeAt: null,
  dockerStatus: null,
  dockerInstalled: 0,
  dockerStacksCount: 0,
  dockerUpdatesCount: 0,
  dockerPruneAvailable: 0,
  dockerReadAt: null,
  postInstallStatus: null,
  metricsLastCollectedAt: null,
  cpuLoad1: null,
  memoryUsedPercent: null,
  rootUsedPercent: null,
  diskWarningsCount: 0,
  metricWarnings: '',
  hardwareWarningsCount: 0,
  runningJobId: null,
  lastErrorKind: null,
  lastErrorMessage: null,
  updatedAt,
});
