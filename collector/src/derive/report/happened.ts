import { planDifference } from '@suivi/shared';
import type { ReportedRun } from '../../domain/reports.ts';
import { countOf, fenced, list, plain, section } from './markdown.ts';
import { describeMixed, grouped } from './steps.ts';

/** What apt was going to do, where it did something else or nothing; the changes say the rest. */
export function plan({ plan: steps, changes = [] }: ReportedRun): string[] {
  if (!steps) return [];
  if (steps.length === 0) return section('The plan', ['There was nothing to do.']);
  const { missing } = planDifference(steps, changes);
  if (missing.length === 0)
    return section('The plan', [`${countOf(steps.length, 'step')}, all of them done.`]);
  return section('The plan', ...grouped(steps, 'future'));
}

/** What has changed, and what of the plan was not done. */
export function changes({ changes: steps, plan: planned = [] }: ReportedRun): string[] {
  if (!steps) return [];
  const { missing } = planDifference(planned, steps);
  return section(
    'What happened',
    ...(steps.length === 0 ? [['No package was changed.']] : grouped(steps, 'past')),
    ...(missing.length === 0
      ? []
      : [[`**Planned and not done (${missing.length})**`], list(missing.map(describeMixed))]),
  );
}

/** The plan that was approved against the one that apt makes now. */
export function difference({ planDifference: found }: ReportedRun): string[] {
  if (!found) return [];
  const part = (title: string, steps: typeof found.missing) =>
    steps.length === 0 ? [] : [[`**${title} (${steps.length})**`], list(steps.map(describeMixed))];
  return section(
    'How the plan has changed',
    ...part('Approved, and no longer part of the plan', found.missing),
    ...part('Part of the plan now, and never approved', found.extra),
  );
}

/** What failed and why, package by package with the last lines about it. */
export function failures({ failures: failed = [], errorMessage, status }: ReportedRun): string[] {
  const why = status === 'error' && errorMessage !== null ? fenced([errorMessage]) : [];
  const packages = failed.flatMap(({ name, message, lines }) => [
    [`**${plain(name)}**: ${plain(message)}`],
    lines.length > 0 ? fenced(lines) : [],
  ]);
  return section('What failed', why, ...packages);
}

/** Configuration files on which this machine and a package differ. */
export const conffiles = ({ conffiles: files = [] }: ReportedRun): string[] =>
  section(
    'Configuration files',
    list(
      files.map(({ path, package: name, decision, other }) => {
        const of = name === null ? '' : ` (${plain(name)})`;
        const there =
          other === null
            ? ''
            : `; ${decision === 'kept' ? 'the new one' : 'the old one'} lies in ${plain(other)}`;
        return `${plain(path)}${of} was ${decision === 'kept' ? 'kept as it is on this machine' : 'replaced by the new one of the package'}${there}`;
      }),
    ),
  );

/** What became of each service of a stack, and what was freed. */
export function containers({ docker }: ReportedRun): string[] {
  if (!docker) return [];
  const { services: found, freedBytes } = docker;
  return section(
    'Containers',
    list(
      found.map(
        ({ name, image, result, reason }) =>
          `${plain(name)} (${plain(image)}): ${result.replace('_', ' ')}${reason === null ? '' : `. ${plain(reason)}`}`,
      ),
    ),
    freedBytes === null ? [] : [`Freed: ${freedBytes} bytes.`],
  );
}

/** What was restarted and what failed at that, and how a reboot went. */
export function services({ services: found, reboot }: ReportedRun): string[] {
  const part = (title: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${title}: ${names.map(plain).join(', ')}.`];
  const booted = reboot?.bootIdAfter !== undefined && reboot.bootIdAfter !== reboot.bootIdBefore;
  return section(
    'Services and boot',
    part('Restarted', found?.restarted ?? []),
    part('Failed', found?.failed ?? []),
    reboot?.bootIdAfter ? [booted ? 'The machine has booted anew.' : 'The machine has not booted anew.'] : [],
  );
}

/** How each source fared in a refresh, the failed ones first. */
export function sources({ sources: found = [] }: ReportedRun): string[] {
  const sorted = [...found].sort((a, b) => Number(a.ok) - Number(b.ok));
  return section(
    'Sources',
    list(
      sorted.map(
        ({ uri, suite, ok, error }) =>
          `${ok ? 'ok' : '**failed**'}: ${plain(uri)} ${plain(suite)}${error === undefined ? '' : `: ${plain(error)}`}`,
      ),
    ),
  );
}
