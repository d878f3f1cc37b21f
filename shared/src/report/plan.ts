import type { Static } from 'typebox';
import * as Type from 'typebox';
import { PlanStep } from '../plan.ts';
import { Count, IsoTime, Nullable, Sha256, Text } from '../scalars.ts';
import { Action, PackageStatus, SecurityAnswer } from '../vocabulary.ts';
import { PackageSource } from './apt.ts';

/** What is known of one step of a plan. */
export const PlannedChange = Type.Object({
  ...PlanStep.properties,
  source: PackageSource,
  security: SecurityAnswer,
  /** Null where the index does not say, and for removals. */
  downloadBytes: Nullable(Count),
});
export type PlannedChange = Static<typeof PlannedChange>;

/** A pending package that the action leaves as it is, and why. */
export const LeftPackage = Type.Object({
  name: Text(256),
  arch: Text(32),
  installedVersion: Text(256),
  candidateVersion: Text(256),
  status: PackageStatus,
  reason: Nullable(Text(2000)),
});
export type LeftPackage = Static<typeof LeftPackage>;

/** What a package's maintainers say about the versions between the installed one and the planned one. */
export const PackageChangelog = Type.Object({
  name: Text(256),
  arch: Text(32),
  from: Nullable(Text(256)),
  to: Text(256),
  /** The entries, newest first; null when this machine cannot get them. */
  text: Nullable(Text(64 * 1024)),
  /** The CVE numbers that the entries name, each once, sorted. */
  cves: Type.Array(Text(32)),
  /** Why there is no text, as a sentence. */
  absent: Type.Optional(Text(1000)),
});
export type PackageChangelog = Static<typeof PackageChangelog>;

/** What an action would do on a machine now: a dry run. */
export const ActionPlan = Type.Object({
  action: Action,
  checkedAt: IsoTime,
  /** Null when apt cannot make a plan: see `problem`. An empty plan has a hash too. */
  planHash: Nullable(Sha256),
  steps: Type.Array(PlannedChange),
  left: Type.Array(LeftPackage),
  /** Packages that the machine's own policy excludes and that would otherwise be part of the plan. */
  excluded: Type.Array(Text(256)),
  /** Bytes still to fetch; null when it is not known. */
  downloadBytes: Nullable(Count),
  /** By how much the disk fills (or empties, when negative); null when it is not known. */
  diskBytes: Nullable(Type.Integer()),
  changelogs: Type.Optional(Type.Array(PackageChangelog)),
  problem: Type.Optional(Type.Object({ code: Text(64), message: Text(4000) })),
});
export type ActionPlan = Static<typeof ActionPlan>;
