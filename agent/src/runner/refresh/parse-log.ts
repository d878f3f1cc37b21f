import type { SourceRefresh } from '@suivi/shared';

/** What `apt-get update` said. */
export interface RefreshLog {
  /** One entry for each suite of each source that apt tried, failed or not. */
  readonly sources: readonly SourceRefresh[];
  /** Lines beginning with `E:` or `W:`, in order, each once. */
  readonly important: readonly string[];
  /** Lines beginning with `N:` or `A:`, in order, each once: apt's advice, which says nothing about how the refresh went. */
  readonly notices: readonly string[];
}

/** A source that apt knows, as `indextargets` or the log names it. */
export interface NamedSource {
  readonly uri: string;
  readonly suite: string;
}

/** `Get:1 http://host/debian trixie InRelease [140 kB]`; an index follows the suite with a slash. */
const PROGRESS = /^(Hit|Get|Ign|Err):\d+ (\S+) (.+)$/;
const RELEASE = /^(\S+) (?:InRelease|Release|Release\.gpg)(?: |$)/;
const IMPORTANT = /^[EW]: /;
const NOTICE = /^[NA]: /;
/** Advice on other advice, about nothing on this machine. */
const ADVICE = /^A: (?:Consider migrating all|The deb822 \.sources format supports|See apt-secure\(8\))/;
/** apt 3 writes the words out where its `APT::Output-Version` says so. */
const withShortMark = (line: string) => line.replace(/^(E|W|N|A)(?:rror|arning|otice|udit): /, '$1: ');
/** Says that something failed without saying what; another line names it. */
const GENERAL = /^[EW]: Some index files failed to download\./;
/** apt says so of every file that does not exist. */
const MISSING_FILE = /^W: Unable to read .* \(2: No such file or directory\)$/;

/**
 * Reads the output of `apt-get -q update`. `known` are the sources that apt has lists of; apt does not name those that it
 * has never reached, the log does. A source is good when its Release file came and nothing about it failed.
 */
export function parseRefreshLog(text: string, known: readonly NamedSource[]): RefreshLog {
  const lines = text.split('\n').map(withShortMark);
  const once = (pattern: RegExp) => [...new Set(lines.filter((line) => pattern.test(line)))];
  const important = once(IMPORTANT).filter((line) => !GENERAL.test(line) && !MISSING_FILE.test(line));
  const notices = once(NOTICE).filter((line) => !ADVICE.test(line));
  const progress = readProgress(lines);
  const sources = distinct([...progress.flatMap(({ source }) => source ?? []), ...known]).map((source) =>
    judge(source, progress, important),
  );
  return { sources: sources.filter((source) => source !== null), important, notices };
}

interface Progress {
  readonly verb: string;
  readonly uri: string;
  /** The suite with what follows it. */
  readonly rest: string;
  readonly reason: string | undefined;
  readonly source: NamedSource | null;
}

function readProgress(lines: readonly string[]): Progress[] {
  return lines.flatMap((line, index) => {
    const [, verb, uri, rest] = PROGRESS.exec(line) ?? [];
    if (!verb || !uri || !rest) return [];
    const suite = RELEASE.exec(rest)?.[1];
    const next = lines[index + 1];
    const reason = verb === 'Err' && next?.startsWith('  ') ? next.trim() : undefined;
    return [{ verb, uri, rest, reason, source: suite ? { uri, suite } : null }];
  });
}

/** How a source fared; null when apt said nothing about it. */
function judge(
  { uri, suite }: NamedSource,
  progress: readonly Progress[],
  important: readonly string[],
): SourceRefresh | null {
  const base = uri.replace(/\/+$/, '');
  const own = progress.filter((line) => line.uri.replace(/\/+$/, '') === base && belongsTo(line.rest, suite));
  const complaint = important.find((line) => speaksOf(line, base, suite));
  const failed = own.find(({ verb }) => verb === 'Err');
  if (complaint || failed) {
    const error = failed?.reason ?? complaint?.replace(/^[EW]: /, '') ?? 'It failed.';
    return { uri, suite, ok: false, error: error.slice(0, 2000) };
  }
  const came = own.some(({ verb, source }) => source && (verb === 'Hit' || verb === 'Get'));
  if (came) return { uri, suite, ok: true };
  return own.length > 0 ? { uri, suite, ok: false, error: 'apt did not get its Release file.' } : null;
}

const belongsTo = (rest: string, suite: string) =>
  rest.startsWith(`${suite} `) || rest.startsWith(`${suite}/`);

const speaksOf = (line: string, base: string, suite: string) =>
  line.includes(`${base} ${suite} `) ||
  line.includes(`${base}/ ${suite} `) ||
  line.includes(`${base}/dists/${suite}/`) ||
  (suite.endsWith('/') && line.includes(`${base}/${suite}`));

function distinct(sources: readonly NamedSource[]): NamedSource[] {
  const byKey = new Map<string, NamedSource>();
  for (const source of sources) byKey.set(`${source.uri.replace(/\/+$/, '')} ${source.suite}`, source);
  return [...byKey.values()];
}
