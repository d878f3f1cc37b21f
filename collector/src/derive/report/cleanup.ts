import type { CleanupFacts, MachineCleanup } from '../../domain/cleanup.ts';
import { countOf, list, plain, section } from './markdown.ts';

/** What the kinds of things are called that a cleanup counts. */
const NOUNS: Readonly<Record<string, string>> = {
  machines: 'Deleted machines, purged with all that belonged to them',
  logs: 'Logs of runs',
  reports: 'Reports',
  snapshots: 'Snapshots',
  executions: 'Executions',
  events: 'Events of the timeline',
  jobs: 'Jobs',
  messages: 'Important messages that were resolved',
  artifacts: 'Entries of logs that were deleted long ago',
};

/** The report on what a cleanup has deleted, as Markdown. Pure. */
export function renderCleanup({ at, counts, bytes, machines, failures }: CleanupFacts): string {
  const deleted = Object.entries(NOUNS).filter(([kind]) => (counts[kind] ?? 0) > 0);
  return [
    `# Cleanup — ${at.slice(0, 10)}`,
    '',
    `At ${at} data past its retention was deleted; files made up ${size(bytes)}.`,
    '',
    ...section(
      'What was deleted',
      deleted.map(([kind, noun]) => `- ${noun}: ${counts[kind]}`),
    ),
    ...section('Files by machine', list(machines.map(describe))),
    ...section('What could not be deleted', list(failures.map(plain))),
    ...(failures.length > 0
      ? ['See who may write to SU_REPORTS_DIR; the next cleanup tries again.', '']
      : []),
  ].join('\n');
}

const describe = ({ id, name, purged, logs, reports, bytes }: MachineCleanup): string => {
  const files = [logs > 0 ? countOf(logs, 'log') : '', reports > 0 ? countOf(reports, 'report') : '']
    .filter((part) => part !== '')
    .join(', ');
  return `${plain(name)} (${plain(id)})${purged ? ', purged' : ''}: ${files || 'no files'}, ${size(bytes)}`;
};

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A size in the largest unit that gives at least 1, with one digit behind the point. */
function size(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return `${power === 0 ? bytes : (bytes / 1024 ** power).toFixed(1)} ${UNITS[power]}`;
}
