import type { Lines } from './lines.ts';

/** What an analysis needs of one version's record in an index. Relations are bare names, alternatives included. */
export interface PackageRecord {
  readonly name: string;
  readonly arch: string;
  readonly version: string;
  readonly bytes: number | null;
  /** What it takes up on disk when installed. */
  readonly installedBytes: number | null;
  /** The source package that it is built from, and that one's version. */
  readonly source: { readonly name: string; readonly version: string };
  readonly depends: readonly string[];
  readonly conflicts: readonly string[];
  readonly provides: readonly string[];
}

const WANTED = new Set([
  'package',
  'architecture',
  'version',
  'size',
  'installed-size',
  'source',
  'depends',
  'pre-depends',
  'recommends',
  'breaks',
  'conflicts',
  'provides',
]);

/** The key under which `parseRecords` files a version. */
export const recordKey = (name: string, version: string): string => `${name}=${version}`;

/** Reads `apt-cache show …`, holding only the wanted fields. Of a version that several indexes offer the first one counts. */
export async function parseRecords(lines: Lines): Promise<Map<string, PackageRecord[]>> {
  const records = new Map<string, PackageRecord[]>();
  let fields = new Map<string, string>();
  let current: string | undefined;
  const close = () => {
    if (fields.size > 0) add(records, fields);
    fields = new Map();
    current = undefined;
  };
  for await (const line of lines) {
    if (line === '') close();
    else if (/^\s/.test(line)) {
      if (current) fields.set(current, `${fields.get(current)}${line}`);
    } else {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).toLowerCase();
      current = WANTED.has(name) ? name : undefined;
      if (current) fields.set(current, line.slice(colon + 1).trim());
    }
  }
  close();
  return records;
}

function add(records: Map<string, PackageRecord[]>, fields: ReadonlyMap<string, string>): void {
  const text = (name: string) => fields.get(name) ?? '';
  const related = (...names: string[]) => names.flatMap((name) => relationNames(text(name)));
  const record = {
    name: text('package'),
    arch: text('architecture'),
    version: text('version'),
    bytes: wholeNumber(text('size')),
    installedBytes: inBytes(wholeNumber(text('installed-size'))),
    source: sourceOf(text('source'), { name: text('package'), version: text('version') }),
    depends: related('pre-depends', 'depends', 'recommends'),
    conflicts: related('breaks', 'conflicts'),
    provides: related('provides'),
  };
  const key = recordKey(record.name, record.version);
  const known = records.get(key);
  if (!known) records.set(key, [record]);
  else if (!known.some(({ arch }) => arch === record.arch)) known.push(record);
}

const wholeNumber = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) : null);

/** Installed-Size counts KiB (Debian policy 5.6.20). */
const inBytes = (kibibytes: number | null): number | null => (kibibytes === null ? null : kibibytes * 1024);

/** `Source: name` or `name (version)`; left out where both are the package's own. */
function sourceOf(field: string, own: PackageRecord['source']): PackageRecord['source'] {
  const [, name, version] = /^(\S+)(?: \((\S+)\))?$/.exec(field) ?? [];
  return { name: name ?? own.name, version: version ?? own.version };
}

/** The package names in a relation field: `a (>= 1), b:any | c` gives a, b, c. */
export const relationNames = (field: string): string[] =>
  field.split(/[,|]/).flatMap((part) => /^\s*([a-z0-9][a-z0-9+.-]*)/i.exec(part)?.[1] ?? []);
