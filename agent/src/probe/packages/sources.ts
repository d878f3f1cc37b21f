import type { AptSource } from '@suivi/shared';
import { type RefreshRecord, sourceKey, withoutCredentials } from '../../domain/refresh-record.ts';
import type { ReleaseHead } from './parse-release-file.ts';
import type { SourceStanza } from './parse-source-file.ts';
import type { SourceTarget } from './parse-targets.ts';

/** What lies among apt's lists for one suite. `changedAt` (milliseconds) is when it was put there, by this machine's clock. */
export interface ListEvidence {
  readonly head: ReleaseHead | null;
  readonly changedAt: number;
}

/** Everything that tells how the sources are. Times are milliseconds since 1970. */
export interface SourceEvidence {
  readonly targets: readonly SourceTarget[];
  readonly stanzas: readonly SourceStanza[];
  readonly lists: ReadonlyMap<string, ListEvidence>;
  readonly record: RefreshRecord | null;
  /** When apt last noted a successful refresh, by whomever; null when it keeps no note. */
  readonly successStamp: number | null;
  /** Files that apt could not read or understand, by path, with a sentence. */
  readonly brokenFiles: ReadonlyMap<string, string>;
  readonly checkValidUntil: boolean;
  readonly now: number;
}

type SourceState = Pick<AptSource, 'ok' | 'lastSuccessAt' | 'error' | 'validUntil'>;

/** A server's clock may be a little ahead of ours. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

/** The end of the year 9999: later times have no form that the collector knows. */
const LAST_TIME = Date.UTC(10_000, 0) - 1;

const iso = (time: number): string => new Date(time).toISOString();

/** The state of every configured suite: the enabled ones, then broken files, then the disabled ones. */
export function describeSources(evidence: SourceEvidence): AptSource[] {
  const enabled = evidence.targets.map(({ uri, suite, components, prefix }) => ({
    uri: withoutCredentials(uri),
    suite,
    components: [...components],
    enabled: true,
    ...stateOf({ uri, suite, prefix }, evidence),
  }));
  const broken = [...evidence.brokenFiles].map(([path, error]) => ({
    uri: path,
    suite: '',
    components: [],
    enabled: true,
    ...failed(error, null),
  }));
  return [...enabled, ...broken, ...disabledSources(evidence.stanzas)];
}

function stateOf(
  source: { uri: string; suite: string; prefix: string },
  evidence: SourceEvidence,
): SourceState {
  const entry = evidence.record?.sources.find((known) => sourceKey(known) === sourceKey(source));
  const list = evidence.lists.get(source.prefix);
  const repaired = entry && !entry.ok && list && list.changedAt > Date.parse(entry.checkedAt);
  if (entry && !entry.ok && !repaired) {
    return failed(entry.error ?? 'The last refresh failed.', entry.lastSuccessAt);
  }
  const lastSuccessAt = repaired ? iso(list.changedAt) : lastSuccess(entry, evidence);
  if (!list)
    return failed(
      'Never refreshed: apt has no lists of this source. Refresh it.',
      entry?.lastSuccessAt ?? null,
    );
  const checked = isChecked(source, evidence);
  const invalid = invalidity(list.head, checked, evidence.now);
  if (invalid) return failed(invalid, lastSuccessAt);
  const validUntil = checked ? list.head?.validUntil : null;
  return {
    ok: lastSuccessAt === null ? null : true,
    lastSuccessAt,
    ...(validUntil && validUntil <= LAST_TIME && { validUntil: iso(validUntil) }),
  };
}

const failed = (error: string, lastSuccessAt: string | null): SourceState => ({
  ok: false,
  lastSuccessAt,
  error: error.slice(0, 2000),
});

const lastSuccess = (
  entry: RefreshRecord['sources'][number] | undefined,
  { successStamp }: SourceEvidence,
): string | null => entry?.lastSuccessAt ?? (successStamp === null ? null : iso(successStamp));

function invalidity(head: ReleaseHead | null, checked: boolean, now: number): string | null {
  if (checked && head?.validUntil && head.validUntil < now) {
    return `The lists expired on ${iso(head.validUntil)}: the mirror is stale, or this machine's clock is ahead.`;
  }
  if (head?.date && head.date > now + CLOCK_TOLERANCE_MS) {
    return `The lists are dated ${iso(head.date)}, in the future: this machine's clock is behind.`;
  }
  return null;
}

/** Whether Valid-Until counts for a source: not where its stanza or apt's settings say that it does not. */
const isChecked = (
  source: { uri: string; suite: string },
  { stanzas, checkValidUntil }: SourceEvidence,
): boolean =>
  checkValidUntil &&
  !stanzas.some(
    (stanza) =>
      !stanza.checkValidUntil &&
      stanza.suites.includes(source.suite) &&
      stanza.uris.some((uri) => sourceKey({ uri, suite: '' }) === sourceKey({ uri: source.uri, suite: '' })),
  );

const disabledSources = (stanzas: readonly SourceStanza[]): AptSource[] =>
  stanzas
    .filter(({ enabled, types }) => !enabled && types.includes('deb'))
    .flatMap(({ uris, suites, components }) =>
      uris.flatMap((uri) =>
        suites.map((suite) => ({
          uri: withoutCredentials(uri),
          suite,
          components: [...components],
          enabled: false,
          ok: null,
          lastSuccessAt: null,
        })),
      ),
    );
