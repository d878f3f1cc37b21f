import type { PlanStep } from '@suivi/shared';
import { runText } from '../../host/exec.ts';
import type { PackageState } from './packages.ts';

type Env = Record<string, string>;

/** What has changed between two readings of dpkg's database, in its own order. */
export async function changesBetween(
  before: readonly PackageState[],
  after: readonly PackageState[],
  env: Env,
): Promise<PlanStep[]> {
  const old = index(before);
  const now = index(after);
  const left = new Set(after.filter(({ onlyConfig }) => onlyConfig).map(keyOf));
  const gone = [...old].filter(([key]) => !now.has(key));
  const changes: PlanStep[] = [];
  for (const [key, { name, arch, version }] of now) {
    const from = old.get(key) ?? takeMoved(gone, name, arch);
    if (from?.version === version && from.arch === arch) continue;
    const operation = from ? await direction(from.version, version, env) : 'install';
    changes.push({ operation, name, arch, from: from?.version ?? null, to: version });
  }
  for (const [key, { name, arch, version }] of gone)
    changes.push({ operation: left.has(key) ? 'remove' : 'purge', name, arch, from: version, to: null });
  return changes;
}

/** A package whose new version is for all architectures, or no longer is, is the same package. */
function takeMoved(gone: [string, PackageState][], name: string, arch: string): PackageState | undefined {
  const at = gone.findIndex(([, old]) => old.name === name && (old.arch === 'all' || arch === 'all'));
  return at < 0 ? undefined : gone.splice(at, 1)[0]?.[1];
}

const keyOf = ({ name, arch }: PackageState) => `${name}:${arch}`;

const index = (packages: readonly PackageState[]) =>
  new Map(packages.filter(({ onlyConfig }) => !onlyConfig).map((one) => [keyOf(one), one]));

async function direction(from: string, to: string, env: Env): Promise<'upgrade' | 'downgrade'> {
  const { exitCode } = await runText('dpkg', ['--compare-versions', from, 'gt', to], { env });
  return exitCode === 0 ? 'downgrade' : 'upgrade';
}
