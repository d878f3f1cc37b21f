import type { ArtifactKind, ReportKind, RetentionPolicy } from '@suivi/shared';
import type { Page, PageRequest } from './page.ts';
import type { Actor, Change, Flag } from './rows.ts';

/** A row of `raw_artifacts`. `path` is relative to SU_REPORTS_DIR. */
export interface ArtifactRow {
  id: string;
  machineId: string | null;
  kind: ArtifactKind;
  path: string;
  bytes: number | null;
  sha256: string | null;
  createdAt: string;
  expiresAt: string | null;
  pinned: Flag;
  redacted: Flag;
  retentionPolicy: RetentionPolicy | null;
  deletedAt: string | null;
  deleteReason: string | null;
  metadataJson: string | null;
}

/** A row of `reports`. `path` is relative to SU_REPORTS_DIR. */
export interface ReportRow {
  id: string;
  machineId: string | null;
  executionId: string | null;
  kind: ReportKind;
  title: string;
  path: string;
  createdAt: string;
  pinned: Flag;
  summaryJson: string | null;
}

/** What became of a wish to pin something. */
export type PinAnswer = { readonly changes: readonly Change[] } | 'not_found' | 'deleted';

/** Store ← api: the files that runs leave behind, and the reports on them. Lists are newest first. */
export interface ArchiveStore {
  artifacts(filter: { machineId?: string | undefined }, page: PageRequest): Promise<Page<ArtifactRow>>;
  artifact(id: string): Promise<ArtifactRow | null>;
  /** The artifact whose file lies at this path. */
  artifactAt(path: string): Promise<ArtifactRow | null>;
  /** Keeps its file for ever, or again for as long as its policy says. */
  pinArtifact(id: string, pinned: boolean, by: Actor, at: string): Promise<PinAnswer>;
  reports(
    filter: { machineId?: string | undefined; kind?: ReportKind | undefined },
    page: PageRequest,
  ): Promise<Page<ReportRow>>;
  report(id: string): Promise<ReportRow | null>;
  pinReport(id: string, pinned: boolean, by: Actor, at: string): Promise<PinAnswer>;
}
