import type { Filesystem, Metrics, MetricsWarning } from '@suivi/shared';
import type { EffectiveThresholds } from './thresholds.ts';

/** Where an upgrade writes; with less room than this it may fail half-way, whatever share that is. */
const NEEDED_BYTES = 500e6;
const NEEDED_BY_UPGRADES = ['/', '/var', '/boot'];
/** A /boot of half a gigabyte is common and not full for that. */
const NEEDED_SHARE = 0.2;
/** Points by which a disk must fall below its threshold before its warning goes, so that none comes and goes by the minute. */
const SLACK = 2;
/** How much more room than needed it must have, for the same reason. */
const SLACK_SHARE = 1.1;

/**
 * What of a machine's newest values a person is warned of, by its thresholds and by what it was warned of before. Only of
 * inodes, whose number is not in the values, the machine judges itself. Pure.
 */
export function deriveWarnings(
  metrics: Pick<Metrics, 'filesystems' | 'memoryUsedPercent' | 'cpuLoad5' | 'cpuCores' | 'warnings'>,
  thresholds: EffectiveThresholds,
  before: readonly MetricsWarning[] = [],
): MetricsWarning[] {
  const { filesystems, memoryUsedPercent, cpuLoad5, cpuCores } = metrics;
  const inodes = metrics.warnings.filter(({ code }) => code === 'inodes_almost_full');
  const warnings = [...filesystems.flatMap((disk) => diskWarning(disk, thresholds, before)), ...inodes];
  const { memoryPercent, loadPerCore } = thresholds;
  if (memoryPercent !== null && memoryUsedPercent !== null && memoryUsedPercent >= memoryPercent)
    warnings.push({ code: 'memory_almost_full', message: `${memoryUsedPercent} % of the memory is in use.` });
  if (loadPerCore !== null && cpuLoad5 !== null && cpuCores && cpuLoad5 / cpuCores >= loadPerCore)
    warnings.push({
      code: 'load_high',
      message: `The load over five minutes is ${cpuLoad5} on ${cpuCores} ${cpuCores === 1 ? 'core' : 'cores'}.`,
    });
  return warnings;
}

function diskWarning(
  { mount, usedPercent, availableBytes, sizeBytes }: Filesystem,
  { diskPercent, diskFullPercent }: EffectiveThresholds,
  before: readonly MetricsWarning[],
): MetricsWarning[] {
  const had = (code: MetricsWarning['code']) =>
    before.some((each) => each.code === code && each.mount === mount);
  const isOver = (threshold: number | null, warned: boolean) =>
    threshold !== null && usedPercent >= threshold - (warned ? SLACK : 0);
  const needed = NEEDED_BY_UPGRADES.includes(mount) ? Math.min(NEEDED_BYTES, sizeBytes * NEEDED_SHARE) : 0;
  const message = `${mount} is ${usedPercent} % full; ${Math.floor(availableBytes / 1e6)} MB are left.`;
  const isCramped = availableBytes < needed * (had('disk_full') ? SLACK_SHARE : 1);
  if (isCramped || isOver(diskFullPercent, had('disk_full'))) return [{ code: 'disk_full', message, mount }];
  return isOver(diskPercent, had('disk_almost_full') || had('disk_full'))
    ? [{ code: 'disk_almost_full', message, mount }]
    : [];
}

const OF_DISKS: ReadonlySet<MetricsWarning['code']> = new Set([
  'disk_almost_full',
  'disk_full',
  'inodes_almost_full',
]);

/** Those of a machine's warnings that are about its disks. */
export const diskWarnings = (warnings: readonly MetricsWarning[]): MetricsWarning[] =>
  warnings.filter(({ code }) => OF_DISKS.has(code));

/** A full disk is an error: what writes to it fails. */
export const severityOf = ({ code }: MetricsWarning): 'warning' | 'error' =>
  code === 'disk_full' ? 'error' : 'warning';

/** What has come, and what has gone, between two looks. The same warning has another number in its sentence each time. Pure. */
export function warningChanges(
  before: readonly MetricsWarning[],
  now: readonly MetricsWarning[],
): { readonly come: MetricsWarning[]; readonly gone: MetricsWarning[] } {
  const exactly = new Set(before.map(({ code, mount }) => `${code} ${mount}`));
  const still = new Set(now.map(subjectOf));
  return {
    come: now.filter(({ code, mount }) => !exactly.has(`${code} ${mount}`)),
    gone: before.filter((warning) => !still.has(subjectOf(warning))),
  };
}

/** A disk that is no longer full but almost is still the same trouble. */
const subjectOf = ({ code, mount }: MetricsWarning): string =>
  `${code === 'disk_full' ? 'disk_almost_full' : code} ${mount}`;
