import type { MessageCategory, Severity } from '@suivi/shared';
import type { Notice } from '../../domain/messages.ts';
import { notice } from './notice.ts';
import { missingKey, missingKeyOf, sourceName } from './source.ts';

/** `apt-get` writes a letter, `apt` of version 3 and later a word. An audit is advice that apt gives when asked. */
const PREFIX = /^(?:(E|W|N|A)|(Error|Warning|Notice|Audit)): */;
const AUDIT = /^A(?:udit)?: /;
const SEVERITY: Readonly<Record<string, Severity>> = { E: 'error', W: 'warning', N: 'info', A: 'info' };
/** `GPG error: http://host/debian bookworm InRelease: …`, `http://host/debian/dists/bookworm/InRelease: …`. */
const NAMES_SOURCE = /(\w+:\/\/\S+?)(?: (\S+) (?:In)?Release\b|\/dists\/(\S+?)\/(?:In)?Release\b)/;
const NAMES_PACKAGE = /^dpkg: (?:error|warning)[^:]*?(?:package|archive) (?!\/)([a-z0-9][a-z0-9+.-]*)/;

/** What works today and will not in a later release of apt or dpkg, by their own words. */
const WILL_BREAK = [
  /legacy trusted\.gpg keyring/i,
  /\bapt-key\b.*\b(deprecated|apt-key\(8\))/i,
  /\bdeprecat(ed|ion)\b/i,
  /will be (removed|rejected|ignored|disabled|required|an error)\b/i,
  /\bweak (digest|algorithm|security|key|signature)/i,
  /\bSHA-?1\b/i,
  /Policy will reject/i,
  /\b(rsa|dsa)\d{3,4}\b.*(too (short|small)|weak|rejected|not (secure|considered))/i,
  /Missing Signed-By/i,
  /modernize-sources|sources can be modernized|one-line.*(format|style)|should be upgraded to deb822/i,
];

/** The notice that an important line of a log is worth. */
export function lineNotice(line: string): Notice {
  const message = line.replace(PREFIX, '');
  const component = sourceOf(line);
  const key = missingKeyOf(line);
  if (key) return missingKey(key, component);
  const { category, severity } = judge(line);
  return notice({
    category,
    severity,
    packageName: NAMES_PACKAGE.exec(line)?.[1] ?? null,
    component,
    message,
    payload: { line },
  });
}

function judge(line: string): { category: MessageCategory; severity: Severity } {
  const severity = severityOf(line);
  if (WILL_BREAK.some((pattern) => pattern.test(line)))
    return { category: 'future_major_change', severity: AUDIT.test(line) ? 'info' : 'warning' };
  return { category: severity === 'error' ? 'error' : 'warning', severity };
}

function severityOf(line: string): Severity {
  const [, letter, word] = PREFIX.exec(line) ?? [];
  const known = SEVERITY[letter ?? word?.charAt(0) ?? ''];
  return known ?? (/\b(error|failed|failure|cannot|fatal)\b/i.test(line) ? 'error' : 'warning');
}

function sourceOf(line: string): string | null {
  const [, uri, suite, directory] = NAMES_SOURCE.exec(line) ?? [];
  return uri === undefined ? null : sourceName({ uri, suite: suite ?? directory ?? '' });
}
