import type {
  DockerInventory,
  HardwareSnapshot,
  MessageCategory,
  MessageSource,
  MetricsWarning,
  PostInstallSnapshot,
  Severity,
  UpdateSnapshot,
} from '@suivi/shared';
import type { Page, PageRequest } from './page.ts';
import type { ReportedRun } from './reports.ts';
import type { Actor, Change, Flag } from './rows.ts';

/** A row of `important_messages`, less what only the store needs. */
export interface ImportantMessageRow {
  id: string;
  machineId: string | null;
  source: MessageSource;
  category: MessageCategory;
  severity: Severity;
  packageName: string | null;
  component: string | null;
  message: string;
  rawLineRef: string | null;
  snapshotId: string | null;
  executionId: string | null;
  firstSeenAt: string;
  lastSeenAt: string;
  acknowledged: Flag;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  payloadJson: string | null;
  resolvedAt: string | null;
}

/** A message with the name of who took note of it. */
export interface ImportantMessageView extends ImportantMessageRow {
  readonly acknowledgedByName: string | null;
}

/** Something that a person should read. Messages with the same fingerprint on one machine are the same one. */
export interface Notice {
  readonly source: MessageSource;
  readonly category: MessageCategory;
  readonly severity: Severity;
  readonly packageName: string | null;
  /** What it is about within its source, e.g. a source of packages, a conffile or a service. */
  readonly component: string | null;
  readonly message: string;
  readonly fingerprint: string;
  readonly payload: Readonly<Record<string, unknown>> | null;
}

/** One look at a machine: everything that is to be read after a run or in an analysis. */
export interface Sighting {
  /** `refresh` for an analysis, or the name of the action: the same kind of look shows later whether it still holds. */
  readonly observedBy: string;
  /** False when it never came to looking, so that what it does not show may still hold. */
  readonly looked: boolean;
  readonly notices: readonly Notice[];
}

/** Derive → store: what is to be read in what machines send. Pure. */
export interface MessageRules {
  ofRun(result: ReportedRun): Sighting;
  ofAnalysis(snapshot: UpdateSnapshot): Sighting;
  ofInventory(inventory: DockerInventory): Sighting;
  ofHardware(snapshot: HardwareSnapshot): Sighting;
  ofPostInstall(snapshot: PostInstallSnapshot): Sighting;
  /** Of all that a machine is warned of by its values. */
  ofMetrics(warnings: readonly MetricsWarning[]): Sighting;
}

export interface MessageFilter {
  readonly machineId?: string | undefined;
  /** Open: neither acknowledged nor resolved. Acknowledged: and not resolved. */
  readonly status?: 'open' | 'acknowledged' | 'resolved' | undefined;
  readonly severity?: Severity | undefined;
  readonly category?: MessageCategory | undefined;
}

/** Store ← api. Messages of machines that were deleted are not there. */
export interface MessageStore {
  /** The one seen last comes first. */
  messages(filter: MessageFilter, page: PageRequest): Promise<Page<ImportantMessageView>>;
  message(id: string): Promise<ImportantMessageView | null>;
  /** Takes note of it, or takes that back; null when there is no such message. Nothing changes when it is so already. */
  acknowledge(id: string, acknowledged: boolean, by: Actor, at: string): Promise<readonly Change[] | null>;
}
