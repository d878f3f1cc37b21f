import type { MachineView } from '../domain/queries.ts';
import { type Finding, someOf, warning } from './finding.ts';
import type { StatusSettings } from './settings.ts';

type Apt = NonNullable<MachineView['apt']>;
type Source = Apt['facts']['sources'][number];

/** Whether the counts can be believed: every source refreshed with success, and not too long ago. */
export function sourceFindings({ snapshot, facts }: Apt, now: Date, settings: StatusSettings): Finding[] {
  const since = snapshot.receivedAt;
  const sources = facts.sources.filter(({ enabled }) => enabled);
  if (sources.length === 0)
    return [warning('no_sources', 'No package source is enabled, so nothing is known of updates.', since)];

  const findings: Finding[] = [];
  const failed = sources.filter(({ ok }) => ok === false);
  if (failed.length > 0)
    findings.push(
      warning('sources_failed', `Sources could not be refreshed: ${someOf(failed.map(describe))}.`, since),
    );
  const unknown = sources.filter(({ ok, lastSuccessAt }) => ok === null || (ok && lastSuccessAt === null));
  if (unknown.length > 0)
    findings.push(
      warning(
        'sources_unknown',
        `It is not known when these sources were last refreshed with success: ${someOf(unknown.map(nameOf))}.`,
        since,
      ),
    );
  const old = sources.filter((source) => ageMs(source, snapshot, now) > settings.listsMaxAgeMs);
  if (old.length > 0) {
    const oldest = Math.max(...old.map((source) => ageMs(source, snapshot, now)));
    const hours = Math.round(settings.listsMaxAgeMs / 3_600_000);
    findings.push(
      warning(
        'lists_old',
        `The package lists of these sources are older than ${hours} hours: ${someOf(old.map(nameOf))}.`,
        new Date(now.getTime() - oldest + settings.listsMaxAgeMs).toISOString(),
      ),
    );
  }
  return findings;
}

/** The machine's clock says how old the lists were at the last analysis, the collector's how long ago that was: no skew gets in. */
function ageMs(source: Source, snapshot: Apt['snapshot'], now: Date): number {
  if (source.lastSuccessAt === null) return Number.NEGATIVE_INFINITY;
  const looked = Date.parse(snapshot.lastConfirmedAt ?? snapshot.checkedAt);
  const heard = Date.parse(snapshot.confirmedReceivedAt ?? snapshot.receivedAt);
  return looked - Date.parse(source.lastSuccessAt) + (now.getTime() - heard);
}

const nameOf = ({ uri, suite }: Source): string => `${uri} ${suite}`;
const describe = (source: Source): string => nameOf(source) + (source.error ? ` (${source.error})` : '');
