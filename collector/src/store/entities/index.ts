import { ActionRequest } from './action-request.ts';
import { Agent } from './agent.ts';
import { ApiClient } from './api-client.ts';
import { Change } from './change.ts';
import { EffectiveStatus } from './effective-status.ts';
import { EnrolmentToken } from './enrolment-token.ts';
import { Execution } from './execution.ts';
import { ImportantMessage } from './important-message.ts';
import { Job } from './job.ts';
import { Machine } from './machine.ts';
import { MachineEvent } from './machine-event.ts';
import { MachineHardware } from './machine-hardware.ts';
import { MachineMetricsLatest } from './machine-metrics.ts';
import { MachineMetricsHistory } from './machine-metrics-history.ts';
import { MachinePending } from './machine-pending.ts';
import { MachineState } from './machine-state.ts';
import { MachineTag } from './machine-tag.ts';
import { Plan } from './plan.ts';
import { PostInstallAssignment, PostInstallProfile, PostInstallVersion } from './post-install.ts';
import { RawArtifact } from './raw-artifact.ts';
import { RegistryImage } from './registry-image.ts';
import { Report } from './report.ts';
import { RetentionSetting } from './retention-setting.ts';
import { Snapshot } from './snapshot.ts';
import { SshInstall } from './ssh-install.ts';
import { StoreMeta } from './store-meta.ts';
import { User } from './user.ts';
import { UserCredential } from './user-credential.ts';
import { UserSession } from './user-session.ts';

/** Every table of the store. */
export const entities = [
  StoreMeta,
  Machine,
  Agent,
  EnrolmentToken,
  Snapshot,
  Job,
  Execution,
  MachineState,
  MachineHardware,
  MachineMetricsLatest,
  MachineMetricsHistory,
  MachineEvent,
  ImportantMessage,
  Report,
  RawArtifact,
  EffectiveStatus,
  Change,
  ApiClient,
  Plan,
  MachineTag,
  PostInstallProfile,
  PostInstallVersion,
  PostInstallAssignment,
  ActionRequest,
  User,
  UserCredential,
  UserSession,
  RegistryImage,
  SshInstall,
  RetentionSetting,
  MachinePending,
];
