import type { Fields, MaintainerScript } from '@suivi/deb';

/** A binary package to be made. */
export interface PackageSpec {
  name: string;
  version: string;
  /** "native" (the default), "foreign", "all", or the name of an architecture. */
  architecture?: string;
  /** Control fields such as Depends; they win over the defaults. */
  fields?: Fields;
  /** Content by absolute path. */
  files?: Record<string, string>;
  /** A file of this many bytes that does not compress, at /opt/<name>/blob. */
  blobBytes?: number;
  /** Which of the files are conffiles. */
  conffiles?: string[];
  /** The text of its Debian changelog; it lies, compressed, where policy wants it. */
  changelog?: string;
  /** Bodies of shell scripts, without the first line. They run outside the root: write below $DPKG_ROOT. */
  scripts?: Partial<Record<MaintainerScript, string>>;
  /** Ubuntu's Phased-Update-Percentage; stands in the index alone. */
  phasedPercentage?: number;
}

/** The control fields of a package, as they stand in its .deb and in the index. */
export function controlFields(spec: PackageSpec, architecture: string): Fields {
  return {
    Package: spec.name,
    Version: spec.version,
    Architecture: architecture,
    Maintainer: 'Suivi tests <tests@example.invalid>',
    Section: 'misc',
    Priority: 'optional',
    'Installed-Size': 1 + Math.ceil((spec.blobBytes ?? 0) / 1024),
    ...spec.fields,
    Description: spec.fields?.['Description'] ?? `test package ${spec.name}`,
  };
}
