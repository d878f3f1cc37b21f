import type { ConffileDecision, PackageFailure, PlanStep, RunOutcome } from '@suivi/shared';
import { redact } from '../../domain/redact.ts';
import type { ActionContext } from '../actions/action.ts';
import type { Places } from '../places.ts';
import type { AptRun } from '../planned/run-apt.ts';
import { changesBetween } from './changes.ts';
import { readConffiles } from './conffiles.ts';
import { parseFailures } from './failures.ts';
import { type PackageState, readPackages } from './packages.ts';

/** What a run left behind, read after it. */
export interface Observation {
  readonly changes: readonly PlanStep[];
  readonly failures: readonly PackageFailure[];
  readonly conffiles: readonly ConffileDecision[];
  readonly dpkg: NonNullable<RunOutcome['dpkg']>;
  readonly reboot: NonNullable<RunOutcome['reboot']>;
  readonly services: NonNullable<RunOutcome['services']>;
}

/** Looks at what a run has changed, by dpkg's own state and by what it said. */
export async function observe(
  context: ActionContext,
  places: Places,
  before: readonly PackageState[],
  { log, earlier = '' }: Pick<AptRun, 'log' | 'earlier'>,
): Promise<Observation> {
  const { env, health, systemd } = context;
  const [after, { dpkg, reboot }, conffiles, toRestart] = await Promise.all([
    readPackages(env, places),
    health.read(),
    readConffiles(earlier + log, places.root),
    places.root === '/' ? systemd.outdatedServices() : null,
  ]);
  return {
    changes: 'packages' in after ? await changesBetween(before, after.packages, env) : [],
    failures: parseFailures(log).map(redactFailure),
    conffiles,
    dpkg,
    reboot: { required: reboot.required, reasons: reboot.reasons.map(({ text }) => text) },
    services: { toRestart, restarted: [], failed: [] },
  };
}

const redactFailure = ({ name, message, lines }: PackageFailure): PackageFailure => ({
  name,
  message: redact(message),
  lines: lines.map(redact),
});
