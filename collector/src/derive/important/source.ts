import type { Notice } from '../../domain/messages.ts';
import { notice } from './notice.ts';

/** A suite of a source, as apt names both. */
export interface NamedSource {
  readonly uri: string;
  readonly suite: string;
}

const MISSING_KEY = /NO_PUBKEY ([0-9A-F]{8,40})/;
const EXPIRED = /\bexpired\b|Valid-Until|invalid since|not valid yet|in the future/i;
/** Hosts that keep releases whose support has ended. */
const ARCHIVES = /^\w+:\/\/(archive\.debian\.org|old-releases\.ubuntu\.com)(\/|$)/;

/** How a source is called, whether its address ends with a slash or not. */
export const sourceName = ({ uri, suite }: NamedSource): string =>
  `${uri.replace(/\/+$/, '')} ${suite}`.trim();

/** The id of the key that apt lacks, when that is what a line says. */
export const missingKeyOf = (text: string): string | undefined => MISSING_KEY.exec(text)?.[1];

/** A key that is not there: the same one however apt words it. */
export const missingKey = (key: string, component: string | null): Notice =>
  notice({
    category: 'missing_key',
    severity: 'error',
    component,
    message: `The key ${key} that signs ${component ?? 'a source'} is missing, so nothing from there can be trusted.`,
    payload: { code: 'missing_key', key },
  });

/** A source that could not be refreshed, or whose lists may not be used. */
export function failedSource(source: NamedSource, error = 'apt gave no reason.'): Notice {
  const component = sourceName(source);
  const key = missingKeyOf(error);
  if (key) return missingKey(key, component);
  return notice({
    category: 'source',
    severity: 'warning',
    component,
    message: `${component} cannot be used: ${error}`,
    payload: { code: EXPIRED.test(error) ? 'source_expired' : 'source_failed' },
  });
}

/** A source that works and is left over from a release whose support has ended; null for any other. */
export function legacySource(source: NamedSource): Notice | null {
  if (!ARCHIVES.test(source.uri)) return null;
  const component = sourceName(source);
  return notice({
    category: 'source',
    severity: 'warning',
    component,
    message: `${component} is an archive of old releases: no security updates come from there.`,
    payload: { code: 'source_legacy' },
  });
}

const SOON_MS = 2 * 86_400_000;

/** A source whose lists end soon, at the machine's time of the look; null for any other. */
export function expiringSource(
  source: NamedSource & { readonly validUntil?: string | undefined },
  checkedAt: string,
): Notice | null {
  const { validUntil } = source;
  if (validUntil === undefined || Date.parse(validUntil) - Date.parse(checkedAt) > SOON_MS) return null;
  const component = sourceName(source);
  return notice({
    category: 'source',
    severity: 'warning',
    component,
    message: `The lists of ${component} are valid only until ${validUntil}: refresh them, or see whether the mirror is kept up to date.`,
    payload: { code: 'source_expiring', validUntil },
  });
}
