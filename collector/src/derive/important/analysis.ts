import type { UpdateSnapshot } from '@suivi/shared';
import type { Sighting } from '../../domain/messages.ts';
import { notice, sighting } from './notice.ts';
import { dpkgProblem } from './run.ts';
import { expiringSource, failedSource, legacySource } from './source.ts';

/** Everything that a person should read in an analysis. One that apt could not make has looked at nothing. Pure. */
export function ofAnalysis({ apt, checkedAt }: UpdateSnapshot): Sighting {
  const { problem, dpkg } = apt;
  const sources = apt.sources.filter(({ enabled }) => enabled);
  return sighting('refresh', problem === undefined, [
    ...(problem
      ? [notice({ category: 'error', severity: 'error', component: problem.code, message: problem.message })]
      : []),
    ...(dpkg.ok ? [] : [dpkgProblem(dpkg.problem)]),
    ...sources.flatMap((source) =>
      source.ok === false
        ? failedSource(source, source.error)
        : (legacySource(source) ?? expiringSource(source, checkedAt) ?? []),
    ),
  ]);
}
