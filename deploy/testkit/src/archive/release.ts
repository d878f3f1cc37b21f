import { createHash } from 'node:crypto';
import { formatStanza } from '@suivi/deb';

/** What a suite says of itself in its Release file. What is not given is left out. */
export interface ReleaseFields {
  origin?: string;
  label?: string;
  suite?: string;
  codename?: string;
  components?: string[];
  /** When it was made; now unless said. */
  date?: Date;
  validUntil?: Date;
  notAutomatic?: boolean;
  butAutomaticUpgrades?: boolean;
}

/** The text of a Release file over index files, given as content by path relative to the suite. */
export function formatRelease(
  fields: ReleaseFields,
  architectures: string[],
  indexes: Map<string, string>,
): string {
  const hashes = [...indexes].map(([path, content]) => {
    const bytes = Buffer.from(content);
    return `\n${createHash('sha256').update(bytes).digest('hex')} ${bytes.length} ${path}`;
  });
  return formatStanza({
    Origin: fields.origin,
    Label: fields.label,
    Suite: fields.suite,
    Codename: fields.codename,
    Date: (fields.date ?? new Date()).toUTCString(),
    'Valid-Until': fields.validUntil?.toUTCString(),
    NotAutomatic: fields.notAutomatic ? 'yes' : undefined,
    ButAutomaticUpgrades: fields.butAutomaticUpgrades ? 'yes' : undefined,
    Architectures: architectures.join(' '),
    Components: (fields.components ?? ['main']).join(' '),
    SHA256: hashes.join(''),
  });
}
