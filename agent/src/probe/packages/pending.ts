import type { PendingPackage } from '@suivi/shared';
import { type Details, upgradable } from './details.ts';
import { EXCLUDED_REASON } from './excluded.ts';
import type { Verdict } from './kept-back.ts';
import type { InstalledIndex } from './parse-installed.ts';
import type { Simulation } from './parse-plan.ts';
import { pinnedReason } from './pinned.ts';
import { type PlanChanges, requirementsOf, requirementsSentence } from './requirements.ts';
import { securityOfUpdate, sourceOf } from './security.ts';

export interface PendingInput {
  /** Null when apt could make no plan. */
  readonly plan: Simulation | null;
  readonly installed: InstalledIndex;
  readonly details: Details;
  /** The packages that the policy excludes. */
  readonly excluded: readonly string[];
  readonly keptBack: ReadonlyMap<string, Verdict>;
  /** What `upgrade` with new packages would upgrade; null when it is the same as the full upgrade. */
  readonly withoutRemovals: ReadonlySet<string> | null;
  readonly defaultRelease: string;
  /** Why there is no plan. */
  readonly problem: string | null;
}

const MAX_REASON = 2000;

/** Every installed package for which a newer version is known, sorted by name and architecture. */
export function pendingPackages(input: PendingInput): PendingPackage[] {
  const { plan, details } = input;
  const packages = plan
    ? [
        ...upgradedPackages(input, plan),
        ...[...input.keptBack].flatMap(([name, verdict]) => leftPackage(input, name, verdict)),
      ]
    : upgradable(details.policy).flatMap((name) =>
        leftPackage(input, name, {
          status: input.installed.get(name)?.held ? 'held' : 'broken',
          reason: input.problem ?? 'apt could make no plan.',
        }),
      );
  const pinned = [...details.pinned].flatMap(([name, version]) =>
    leftPackage(input, name, {
      ...(input.excluded.includes(plainName(name))
        ? EXCLUDED
        : { status: 'pinned', reason: pinnedReason(version, input.defaultRelease) }),
      ...(input.installed.get(name)?.held && { status: 'held' }),
      version: version.version,
    }),
  );
  return [...packages, ...pinned].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

const EXCLUDED: Verdict = { status: 'kept_back', reason: EXCLUDED_REASON };

/** A name as apt prints it, without the architecture. */
const plainName = (name: string): string => name.replace(/:.*$/, '');

const sortKey = ({ name, arch }: PendingPackage): string => `${name} ${arch}`;

function upgradedPackages(input: PendingInput, plan: Simulation): PendingPackage[] {
  const { details, withoutRemovals, installed } = input;
  const changes = planChanges(plan, details, installed);
  const upgraded = new Set(plan.head.upgraded);
  return plan.steps.flatMap((step) => {
    if (!upgraded.has(step.name) || step.from === null || step.to === null) return [];
    const record = details.record(step.name, step.to);
    const needs = record ? requirementsOf(record, changes) : { new: [], removals: [] };
    const reason = requirementsSentence(needs);
    return {
      ...describe(input, step.name, step.from, step.to),
      arch: installed.get(step.name)?.arch ?? step.arch ?? '',
      status: 'upgradable' as const,
      reason,
      requiresFullUpgrade: withoutRemovals !== null && !withoutRemovals.has(step.name),
      ...(reason !== null && { requires: needs }),
    };
  });
}

function planChanges(plan: Simulation, details: Details, installed: InstalledIndex): PlanChanges {
  const records = (names: readonly string[], version: (name: string) => string | null | undefined) =>
    new Map(names.map((name) => [name, details.record(name, version(name) ?? '')]));
  return {
    added: records(plan.head.added, (name) => details.policy.get(name)?.candidate),
    removed: records(plan.head.removed, (name) => installed.get(name)?.version),
  };
}

function leftPackage(
  input: PendingInput,
  name: string,
  { status, reason, version }: Verdict & { version?: string },
): PendingPackage[] {
  const installed = input.installed.get(name);
  const candidate = version ?? input.details.policy.get(name)?.candidate;
  if (!installed || !candidate) return [];
  return [
    {
      ...describe(input, name, installed.version, candidate),
      arch: installed.arch,
      status,
      reason: reason.slice(0, MAX_REASON),
      requiresFullUpgrade: false,
    },
  ];
}

/** What is the same for every pending package, whatever becomes of it. */
function describe({ details }: PendingInput, name: string, from: string, to: string) {
  const policy = details.policy.get(name);
  return {
    name: plainName(name),
    installedVersion: from,
    candidateVersion: to,
    source: policy ? sourceOf(policy, to, details.releases) : { label: '', archive: '', site: '' },
    security: policy ? securityOfUpdate(policy, to, details.releases) : ('unknown' as const),
    downloadBytes: details.record(name, to)?.bytes ?? null,
  };
}
