import type { PlannedChange, PlanStep } from '@suivi/shared';
import type { InstalledIndex } from '../parse-installed.ts';
import { type PackageRecord, recordKey } from '../parse-records.ts';
import type { PackagesReader } from '../read.ts';
import { securityOfUpdate, sourceOf } from '../security.ts';

/** One step of a plan with the records of both versions, where an index or dpkg's status has them. */
export interface DescribedStep {
  readonly change: PlannedChange;
  readonly before: PackageRecord | undefined;
  readonly after: PackageRecord | undefined;
}

/** Asks apt-cache for what is known of each step: where it comes from, whether it fixes a security problem, its sizes. */
export async function describeSteps(
  reader: PackagesReader,
  steps: readonly PlanStep[],
  index: InstalledIndex,
): Promise<DescribedStep[]> {
  if (steps.length === 0) return [];
  const versions = steps.flatMap((step) =>
    [step.from, step.to].flatMap((version) => (version ? [`${index.nameFor(step)}=${version}`] : [])),
  );
  const coming = steps.filter(({ to }) => to !== null).map((step) => index.nameFor(step));
  const [records, policies, releases] = await Promise.all([
    reader.records(versions),
    reader.policy(coming),
    reader.releases().then(({ value }) => value),
  ]);
  const recordOf = ({ name, arch }: PlanStep, version: string | null) =>
    version === null
      ? undefined
      : records.get(recordKey(name, version))?.find((record) => [arch, 'all'].includes(record.arch));
  return steps.map((step) => {
    const policy = step.to === null ? undefined : policies.get(index.nameFor(step));
    const after = recordOf(step, step.to);
    return {
      before: recordOf(step, step.from),
      after,
      change: {
        ...step,
        source:
          policy && step.to ? sourceOf(policy, step.to, releases) : { label: '', archive: '', site: '' },
        security: policy && step.to ? securityOfUpdate(policy, step.to, releases) : 'unknown',
        downloadBytes: after?.bytes ?? null,
      },
    };
  });
}
