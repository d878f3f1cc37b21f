import { compareVersions } from '@suivi/shared';

export interface RunningKernel {
  /** `uname -r`, e.g. 6.1.0-18-amd64. */
  readonly release: string;
  /** `uname -v`; Debian writes the package's version in it. */
  readonly build: string;
}

const IMAGE =
  /^(?:linux-image-(?:unsigned-)?|(?:proxmox|pve)-kernel-)(\d.*?)(?:-signed|-unsigned|-dbg(?:sym)?)?$/;
const RELEASE = /^(\d[\w.+~]*(?:-\d[\w.+~]*)*?)-((?:686|[a-z])[\w.-]*)$/i;

/**
 * The kernel that should run and does not, in one sentence, or null: an installed image of the same flavour with a
 * newer release, or the running release rebuilt since (Debian keeps the name for small fixes).
 */
export function kernelReason(
  running: RunningKernel,
  installed: readonly { name: string; version: string }[],
): string | null {
  const now = RELEASE.exec(running.release);
  if (!now) return null;
  const newer = installed
    .flatMap(({ name }) => IMAGE.exec(name)?.[1] ?? [])
    .filter((release) => {
      const other = RELEASE.exec(release);
      return other?.[2] === now[2] && compareVersions(other?.[1] ?? '', now[1] ?? '') > 0;
    })
    .sort(compareVersions)
    .at(-1);
  if (newer) return `Kernel ${newer} is installed; ${running.release} is running.`;
  const built = /\bDebian (\d\S*)/.exec(running.build)?.[1];
  const own = installed.find(({ name }) => IMAGE.exec(name)?.[1] === running.release);
  return built && own && compareVersions(own.version, built) > 0
    ? `Kernel ${running.release} is installed in version ${own.version}; version ${built} is running.`
    : null;
}
