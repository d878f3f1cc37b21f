import type { Filesystem, Metrics, MetricsWarning } from '@suivi/shared';
import {
  type Before,
  isKnown,
  MEASURED,
  measuredWarnings,
  NOTHING_BEFORE,
  type OverTimes,
} from './measured.ts';
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
 * What of a machine's newest values, which came at `at` by the collector's time, a person is warned of, by its thresholds and by
 * what it was warned of before. Only of inodes, whose number is not in the values, the machine judges itself. Pure.
 */
export function deriveWarnings(
  metrics: Pick<
    Metrics,
    'filesystems' | 'memoryUsedPercent' | 'cpuLoad5' | 'cpuCores' | 'hottest' | 'warnings'
  >,
  thresholds: EffectiveThresholds,
  at: string,
  before: Before = NOTHING_BEFORE,
): { readonly warnings: MetricsWarning[]; readonly over: OverTimes } {
  const disks = metrics.filesystems.flatMap((disk) => diskWarning(disk, thresholds, before.warnings));
  const inodes = metrics.warnings.filter(({ code }) => code === 'inodes_almost_full');
  const { warnings, over } = measuredWarnings(metrics, thresholds, before, at);
  return { warnings: [...disks, ...inodes, ...warnings], over };
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

/** What a warning is about. */
export const SUBJECTS = {
  disk_almost_full: 'disk',
  disk_full: 'disk',
  inodes_almost_full: 'disk',
  memory_almost_full: 'memory',
  load_high: 'load',
  temperature_high: 'temperature',
} as const satisfies Record<MetricsWarning['code'], string>;

/** What a machine's state says of its warnings: how many disks, and which of its other values. */
export const warningColumns = (warnings: readonly MetricsWarning[]) => ({
  diskWarningsCount: warnings.filter(({ code }) => SUBJECTS[code] === 'disk').length,
  metricWarnings: MEASURED.filter((each) => warnings.some(({ code }) => code === each)).join(' '),
});

/** Says that a warning is gone; also when that is because a value, or a disk, is not there any more. Pure. */
export function goneSentence({ code, mount, message }: MetricsWarning, values: Metrics): string {
  const isThere =
    code === 'memory_almost_full' || code === 'load_high' || code === 'temperature_high'
      ? isKnown(code, values)
      : values.filesystems.some((each) => each.mount === mount);
  return `${isThere ? 'No more' : 'Not measured any more'}: ${message}`;
}

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
