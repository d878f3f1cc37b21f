// The API's own schemas, as types alone: when they change, what reads them here no longer compiles.
import type { Static } from 'typebox';
import type * as ExecutionShapes from '../../../src/api/shape/execution.ts';
import type { PendingExecution } from '../../../src/api/shape/pending-execution.ts';
import type * as PlanShapes from '../../../src/api/shape/plan.ts';
import type { RunProgress as ProgressShape } from '../../../src/api/shape/run-progress.ts';
import type { STREAM_DATA } from '../../../src/api/shape/stream.ts';

export type { Problem } from '../../../src/api/problem.ts';
export type { ApiClient } from '../../../src/api/shape/api-client.ts';
export type { DockerStacks } from '../../../src/api/shape/docker.ts';
export type { EnrolmentToken } from '../../../src/api/shape/enrolment-token.ts';
export type { Event } from '../../../src/api/shape/event.ts';
export type { FleetMachine } from '../../../src/api/shape/fleet.ts';
export type { MachineGuests } from '../../../src/api/shape/guests.ts';
export type { MachineHardware } from '../../../src/api/shape/hardware.ts';
export type { ImportantMessage } from '../../../src/api/shape/important-message.ts';
export type { Machine } from '../../../src/api/shape/machine.ts';
export type { MachineMetrics } from '../../../src/api/shape/metrics.ts';
export type { MetricsHistoryShape as MetricsHistory } from '../../../src/api/shape/metrics-history.ts';
export type { FleetPackage, PackageOnMachine } from '../../../src/api/shape/package.ts';
export type { MachinePostInstall, Profile, ProfileHistory } from '../../../src/api/shape/post-install.ts';
export type { RetentionItem } from '../../../src/api/shape/retention.ts';
export type { HostKey, SshInstall } from '../../../src/api/shape/ssh-install.ts';
export type { ThresholdsBody, ThresholdsShape as Thresholds } from '../../../src/api/shape/thresholds.ts';
export type { Session, User } from '../../../src/api/shape/user.ts';

export type RunProgress = Static<typeof ProgressShape>;
export type Execution = Static<typeof ExecutionShapes.Execution>;
type Started = Static<typeof ExecutionShapes.ExecutionWithResult> & { progress: RunProgress | null };
/** A run, or the job that it waits for. */
export type ExecutionNow = Started | PendingExecution;
export type WholePlan = Static<typeof PlanShapes.WholePlan>;

/** What each type of event on the live stream carries. */
export type StreamData = { [T in keyof typeof STREAM_DATA]: Static<(typeof STREAM_DATA)[T]> };

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
