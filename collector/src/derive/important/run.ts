import type { ErrorKind, MessageSource } from '@suivi/shared';
import type { Notice, Sighting } from '../../domain/messages.ts';
import type { ReportedRun } from '../../domain/reports.ts';
import { lineNotice } from './line.ts';
import { notice, sighting } from './notice.ts';
import { failedSource } from './source.ts';

/** Failures of a run that came as far as apt or the services: it has looked at what it works on. */
const CAME_TO_LOOK: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'source_failed',
  'apt_failed',
  'download_failed',
  'unmet_dependencies',
  'package_script_failed',
  'dpkg_failed',
  'services_failed',
  'reboot_failed',
  'docker_failed',
  'stack_unhealthy',
  'post_install_failed',
]);

/** Says that something failed without saying what; another line or the result names it. */
const GENERAL =
  /^[EW]: (Sub-process \S+ returned an error code|Some index files failed to download|Some files failed to download|Unable to fetch some archives)/;

/** Everything that a person should read in the result of a run. Pure. */
export function ofRun(result: ReportedRun): Sighting {
  const { action, status, errorKind } = result;
  const looked = status !== 'error' || (errorKind !== null && CAME_TO_LOOK.has(errorKind));
  const told = [...ofSources(result), ...ofPackages(result), ...ofServices(result), ...ofLines(result)];
  const failureIsTold = told.some(({ severity }) => severity === 'error');
  return sighting(action, looked, status === 'error' && !failureIsTold ? [...told, ofFailure(result)] : told);
}

const sourceOf = ({ action }: ReportedRun): MessageSource => {
  if (action.startsWith('post_install_')) return 'post_install';
  if (action.startsWith('docker_')) return 'docker';
  return action.startsWith('apt_') ? 'apt' : 'system';
};

const ofSources = ({ sources = [] }: ReportedRun): Notice[] =>
  sources.flatMap((source) => (source.ok ? [] : failedSource(source, source.error)));

const ofPackages = ({ failures = [], conffiles = [], dpkg }: ReportedRun): Notice[] => [
  ...failures.map(({ name, message, lines }) =>
    notice({ category: 'error', severity: 'error', packageName: name, message, payload: { lines } }),
  ),
  ...conffiles
    .filter(({ decision }) => decision === 'kept')
    .map(({ path, package: packageName, other }) =>
      notice({
        category: 'conffile',
        severity: 'warning',
        packageName,
        component: path,
        message: `${path} was changed on this machine and stayed as it is; the new version of the package ${
          other === null ? 'was not kept' : `lies in ${other}`
        }.`,
        payload: { path, other },
      }),
    ),
  ...(dpkg && !dpkg.ok ? [dpkgProblem(dpkg.problem)] : []),
];

/** dpkg has packages that are not in order. */
export const dpkgProblem = (problem = 'dpkg was interrupted and must be repaired.'): Notice =>
  notice({ category: 'dpkg', severity: 'error', component: 'dpkg', message: problem });

const ofServices = ({ services }: ReportedRun): Notice[] =>
  (services?.failed ?? []).map((service) =>
    notice({
      source: 'system',
      category: 'error',
      severity: 'error',
      component: service,
      message: `The service ${service} failed.`,
    }),
  );

/** The important lines, less those that say again what is known of a source or a package. */
function ofLines({ importantLines, sources = [], failures = [] }: ReportedRun): Notice[] {
  const failed = sources.filter(({ ok }) => !ok).map(({ uri }) => uri.replace(/\/+$/, ''));
  const known = failed.length + failures.length > 0;
  return importantLines
    .filter((line) => line.trim() !== '' && !(known && GENERAL.test(line)))
    .map(lineNotice)
    .filter(({ category, message }) => category === 'future_major_change' || !failed.some(within(message)));
}

const within = (text: string) => (part: string) => text.includes(part);

/** Why it failed, where nothing else says so. */
const ofFailure = (result: ReportedRun): Notice =>
  notice({
    source: sourceOf(result),
    category: 'error',
    severity: 'error',
    component: result.errorKind,
    message: result.errorMessage ?? `${result.action} failed.`,
  });
