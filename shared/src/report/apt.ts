import type { Static } from 'typebox';
import * as Type from 'typebox';
import { PlanStep } from '../plan.ts';
import { Count, Id, IsoTime, Nullable, Sha256, Text } from '../scalars.ts';
import { PackageStatus, SecurityAnswer, Status } from '../vocabulary.ts';

/** Where a version comes from: the Label and Archive of its Release file and the host, as apt names them. Empty when the source does not say. */
export const PackageSource = Type.Object({ label: Text(256), archive: Text(256), site: Text(256) });
export type PackageSource = Static<typeof PackageSource>;

/** One installed package for which a newer version is known. */
export const PendingPackage = Type.Object({
  name: Text(256),
  arch: Text(32),
  installedVersion: Text(256),
  candidateVersion: Text(256),
  source: PackageSource,
  security: SecurityAnswer,
  downloadBytes: Nullable(Count),
  status: PackageStatus,
  /** Why it will not be upgraded, or what its upgrade needs; null where there is nothing to say. */
  reason: Nullable(Text(2000)),
  /** True when `upgrade` with new packages leaves it, and only a full upgrade takes it. */
  requiresFullUpgrade: Type.Boolean(),
  requires: Type.Optional(Type.Object({ new: Type.Array(Text(256)), removals: Type.Array(Text(256)) })),
});
export type PendingPackage = Static<typeof PendingPackage>;

/** A package that a full upgrade would add, with the version, or would remove, with the version that is installed. */
export const PlannedPackage = Type.Object({ name: Text(256), arch: Text(32), version: Text(256) });
export type PlannedPackage = Static<typeof PlannedPackage>;

/** One suite of one source. `ok` and `lastSuccessAt` are null when nothing proves or disproves that it was refreshed. */
export const AptSource = Type.Object({
  uri: Text(2000),
  suite: Text(256),
  components: Type.Array(Text(256)),
  enabled: Type.Boolean(),
  lastSuccessAt: Nullable(IsoTime),
  ok: Nullable(Type.Boolean()),
  error: Type.Optional(Text(2000)),
  /** Until when its lists may be used, by the mirror's word; left out where that is not said or not checked. */
  validUntil: Type.Optional(IsoTime),
});
export type AptSource = Static<typeof AptSource>;

export const RebootReason = Type.Object({
  kind: Type.Enum(['package', 'kernel', 'marker']),
  text: Text(500),
});
export type RebootReason = Static<typeof RebootReason>;

export const AptAnalysis = Type.Object({
  enabled: Type.Boolean(),
  /** The installed packages that a full upgrade would upgrade now. */
  count: Count,
  securityCount: Count,
  rebootRequired: Type.Boolean(),
  packages: Type.Array(PendingPackage),
  newPackages: Type.Array(PlannedPackage),
  removals: Type.Array(PlannedPackage),
  autoremovable: Type.Array(Text(256)),
  held: Type.Array(Text(256)),
  sources: Type.Array(AptSource),
  dpkg: Type.Object({ ok: Type.Boolean(), problem: Type.Optional(Text(4000)) }),
  reboot: Type.Object({ required: Type.Boolean(), reasons: Type.Array(RebootReason) }),
  /**
   * The full upgrade, step by step, and its hash. Both null when apt could not make a plan: see `problem`. The hash alone is
   * null when the machine's policy refuses the plan.
   */
  plan: Nullable(Type.Array(PlanStep)),
  planHash: Nullable(Sha256),
  /** Why apt could not be asked or could not answer. */
  problem: Type.Optional(Type.Object({ code: Text(64), message: Text(4000) })),
});
export type AptAnalysis = Static<typeof AptAnalysis>;

/** What a refresh or an analysis sends: kind `apt_update_analyze`, schema version 1. */
export const UpdateSnapshot = Type.Object({
  machineId: Id,
  hostname: Text(256),
  os: Type.Object({ family: Text(64), version: Nullable(Text(64)) }),
  checkedAt: IsoTime,
  status: Status,
  apt: AptAnalysis,
  rawHints: Type.Optional(Type.Object({ logImportantLines: Type.Array(Text(2000)) })),
});
export type UpdateSnapshot = Static<typeof UpdateSnapshot>;
