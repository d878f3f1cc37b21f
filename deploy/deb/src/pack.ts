import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Fields, formatStanza } from './stanza.ts';

export type MaintainerScript = 'preinst' | 'postinst' | 'prerm' | 'postrm';

/** A file (0644 unless said) by its content or as a copy of another one, or a symbolic link. */
export type DebEntry =
  | { readonly content: string | Uint8Array; readonly mode?: number }
  | { readonly copyOf: string; readonly mode?: number }
  | { readonly linkTo: string };

/** A binary package. */
export interface DebSpec {
  readonly control: Fields;
  /** What it installs, by absolute path. */
  readonly entries: Readonly<Record<string, DebEntry>>;
  /** Which of the entries are conffiles. */
  readonly conffiles?: readonly string[];
  /** Whole texts of shell scripts. */
  readonly scripts?: Partial<Record<MaintainerScript, string>>;
  /** Further files beside `control`, by name. */
  readonly controlFiles?: Readonly<Record<string, string>>;
}

export type Compression = 'none' | 'gzip' | 'xz';

export interface PackOptions {
  readonly compression: Compression;
  /** Seconds since 1970 that the package says it was made at. The same spec and epoch give the same bytes. */
  readonly epoch: number;
}

/** Writes a package to `target` with dpkg-deb. All of it belongs to root. */
export async function packDeb(
  target: string,
  spec: DebSpec,
  { compression, epoch }: PackOptions,
): Promise<void> {
  const stage = await mkdtemp(join(tmpdir(), 'suivi-deb-'));
  try {
    await chmod(stage, 0o755);
    for (const [path, entry] of Object.entries({ ...spec.entries, ...controlEntries(spec) }))
      await put(stage, path, entry);
    const args = ['--root-owner-group', `-Z${compression}`, '--build', stage, target];
    // xz cuts its blocks by the number of threads: the same number everywhere gives the same bytes everywhere.
    const env = { DPKG_DEB_THREADS_MAX: '2', SOURCE_DATE_EPOCH: String(epoch), LC_ALL: 'C.UTF-8' };
    await promisify(execFile)('dpkg-deb', args, { env: { PATH: process.env['PATH'], ...env } });
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

function controlEntries({ control, conffiles = [], scripts = {}, controlFiles = {} }: DebSpec) {
  const entries: Record<string, DebEntry> = { '/DEBIAN/control': { content: formatStanza(control) } };
  if (conffiles.length > 0)
    entries['/DEBIAN/conffiles'] = { content: conffiles.map((path) => `${path}\n`).join('') };
  for (const [name, content] of Object.entries(controlFiles)) entries[`/DEBIAN/${name}`] = { content };
  for (const [name, content] of Object.entries(scripts))
    entries[`/DEBIAN/${name}`] = { content, mode: 0o755 };
  return entries;
}

async function put(stage: string, path: string, entry: DebEntry): Promise<void> {
  const target = join(stage, path);
  await makeDirectories(stage, dirname(path));
  if ('linkTo' in entry) return symlink(entry.linkTo, target);
  if ('copyOf' in entry) await copyFile(entry.copyOf, target);
  else await writeFile(target, entry.content);
  await chmod(target, entry.mode ?? 0o644);
}

/** Whatever the umask is: what is made here is a machine's /usr and /etc. */
async function makeDirectories(stage: string, path: string): Promise<void> {
  const made = await mkdir(join(stage, path), { recursive: true });
  if (made === undefined) return;
  for (let each = path; each !== '/'; each = dirname(each)) await chmod(join(stage, each), 0o755);
}
