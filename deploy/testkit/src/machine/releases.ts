import { join } from 'node:path';
import { ensure, run } from '../root/process.ts';
import { temporaryDirectory } from '../temp.ts';
import { debianMirror } from './mirror-address.ts';

/** A release that a machine can run, as its archive names it. */
export type Release = 'bookworm' | 'trixie' | 'noble';

/** Where a release comes from, and what is on a machine beside what systemd needs. */
interface Origin {
  readonly components: string;
  readonly packages: readonly string[];
  /** Null for Debian's own archive, which is the one that this machine's apt uses. */
  readonly archive: string | null;
}

export const ORIGINS: Record<Release, Origin> = {
  /** Without Node: the tests of what happens then, and of Debian's Node 18 from the registry, run here. */
  bookworm: { components: 'main', packages: [], archive: null },
  trixie: { components: 'main', packages: ['nodejs'], archive: null },
  noble: {
    components: 'main universe',
    packages: ['nodejs'],
    archive: 'http://archive.ubuntu.com/ubuntu',
  },
};

const APT_HELPER = '/usr/lib/apt/apt-helper';
const QUICKLY = ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=20'];

/** Why machines of a release cannot be made here, as a sentence; null when they can. */
export async function releaseProblem(release: Release): Promise<string | null> {
  const { archive } = ORIGINS[release];
  if (archive === null)
    return (await debianMirror()) === null
      ? "machines with systemd need one of Debian's archives among the sources of apt (and an apt-get update)"
      : null;
  await using dir = await temporaryDirectory('release');
  const address = `${archive}/dists/${release}/Release`;
  const { exitCode } = await run(APT_HELPER, [
    ...QUICKLY,
    'download-file',
    address,
    join(dir.path, 'Release'),
  ]);
  return exitCode === 0
    ? null
    : `machines with ${release} need ${archive}, which cannot be reached from here`;
}

/** What mmdebstrap must be told to make a tree of a release: options, and the line for sources.list. `scratch` is a folder to use. */
export async function originOf(
  release: Release,
  scratch: string,
): Promise<{ options: string[]; source: string }> {
  const { archive, components } = ORIGINS[release];
  const debian = await debianMirror();
  if (debian === null) throw new Error("apt of this machine knows none of Debian's archives");
  const source = `deb ${archive ?? debian} ${release} ${components}`;
  if (archive === null) return { options: [], source };
  // Debian 13 has the keys of Ubuntu's archive as a package, so they are known by a signature of Debian's.
  const keys = join(scratch, 'keys');
  const only = ['--quiet', '--mode=root', '--variant=extract', '--include=ubuntu-keyring'];
  await ensure('mmdebstrap', [...only, 'trixie', keys, `deb ${debian} trixie main`], { timeoutMs: 120_000 });
  return { options: [`--keyring=${keys}/usr/share/keyrings/ubuntu-archive-keyring.gpg`], source };
}
