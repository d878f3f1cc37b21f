import type { ReportedRun } from '../../domain/reports.ts';
import { plain, section } from './markdown.ts';
import { NEXT_STEPS } from './next-steps.ts';

/** What a person has to do now, in order. Pure words of ours but for names. */
export function leftToDo(result: ReportedRun): string[] {
  const steps = [...ofFailure(result), ...ofPackages(result), ...ofServices(result)];
  return section(
    'What is left to do',
    steps.length === 0 ? ['Nothing.'] : steps.map((step, index) => `${index + 1}. ${step}`),
  );
}

const ofFailure = ({ status, errorKind }: ReportedRun): string[] => {
  if (errorKind !== null) return [NEXT_STEPS[errorKind]];
  return status === 'error' ? ['Look at the log for the cause, then ask for the action again.'] : [];
};

/** Failures whose next step is the repair already. */
const REPAIRED_BY_STEP: ReadonlySet<ReportedRun['errorKind']> = new Set([
  'dpkg_interrupted',
  'apt_interrupted',
  'package_script_failed',
  'dpkg_failed',
  'unmet_dependencies',
]);

function ofPackages({ dpkg, errorKind, conffiles = [] }: ReportedRun): string[] {
  const kept = conffiles.filter(({ decision }) => decision === 'kept');
  return [
    ...(dpkg && !dpkg.ok && !REPAIRED_BY_STEP.has(errorKind)
      ? [`dpkg is not in order${dpkg.problem ? ` (${plain(dpkg.problem)})` : ''}: run \`apt_repair\`.`]
      : []),
    ...kept.map(({ path, other }) =>
      other === null
        ? `See whether ${plain(path)} still fits the new version of its package.`
        : `Compare ${plain(path)} with ${plain(other)}, take over what is needed, and delete the latter.`,
    ),
  ];
}

function ofServices({ action, services, reboot }: ReportedRun): string[] {
  const toRestart = services?.toRestart;
  return [
    ...(services && services.failed.length > 0
      ? [`Look at why these services failed: ${services.failed.map(plain).join(', ')}.`]
      : []),
    ...(toRestart && toRestart.length > 0
      ? [
          `Restart services that still run the old versions, with \`services_restart\`: ${toRestart.map(plain).join(', ')}.`,
        ]
      : []),
    ...(toRestart === null
      ? [
          'Which services still run old versions cannot be told here: install needrestart on the machine to know.',
        ]
      : []),
    ...(reboot?.required && action !== 'reboot'
      ? [`Reboot the machine, with \`reboot\`: ${reboot.reasons.map(plain).join(' ') || 'it asks for it.'}`]
      : []),
  ];
}
