import type { ReportFacts } from '../../domain/reports.ts';
import { asked, askedBy } from './asked.ts';
import { changes, conffiles, containers, difference, failures, plan, services, sources } from './happened.ts';
import { leftToDo } from './left.ts';
import { countOf, fenced, plain, section, table } from './markdown.ts';
import { postInstall } from './post-install.ts';
import { counted } from './steps.ts';

/** The report on an execution, for people, as Markdown. Nothing that comes from a machine is markup in it. Pure. */
export function renderReport(facts: ReportFacts): string {
  const { machineName, result } = facts;
  return [
    `# ${plain(machineName)} — ${plain(result.action)}`,
    '',
    summary(facts),
    '',
    ...head(facts),
    '',
    ...asked(facts),
    ...plan(result),
    ...difference(result),
    ...changes(result),
    ...failures(result),
    ...conffiles(result),
    ...services(result),
    ...containers(result),
    ...sources(result),
    ...postInstall(result),
    ...section('Important lines', result.importantLines.length > 0 ? fenced(result.importantLines) : []),
    ...leftToDo(result),
  ].join('\n');
}

const OUTCOME = { ok: 'Done', warning: 'Done, with a warning', error: 'Failed' } as const;

/** The outcome in one line. */
function summary({ result }: ReportFacts): string {
  const { status, errorKind, changes: done = [], failures: failed = [] } = result;
  const said = [
    errorKind === null ? '' : plain(errorKind),
    counted(done),
    failed.length > 0 ? `${countOf(failed.length, 'package')} failed` : '',
    result.reboot?.required && result.action !== 'reboot' ? 'a reboot is needed' : '',
  ].filter((part) => part !== '');
  return `**${OUTCOME[status]}**${said.length > 0 ? `: ${said.join('; ')}` : ''}.`;
}

const head = (facts: ReportFacts): string[] => {
  const { machineName, machineId, result } = facts;
  const { log } = result;
  return table([
    ['Machine', `${machineName} (${machineId})`],
    ['Action', result.action],
    ['Asked for by', askedBy(facts)],
    ['Result', result.status],
    ['Error', result.errorKind],
    ['Exit code', result.exitCode],
    ['Started', result.startedAt],
    ['Finished', `${result.finishedAt} (${took(result)})`],
    ['Execution', result.executionId],
    ['Job', result.jobId || null],
    [
      'Log',
      log
        ? `${log.bytes} bytes, sha256 ${log.sha256}${log.truncated ? ', truncated' : ''}`
        : 'never came whole',
    ],
  ]);
};

/** How long it took by the machine's clock, which may have been set meanwhile. */
function took({ startedAt, finishedAt }: ReportFacts['result']): string {
  const seconds = Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
  if (seconds < 0) return 'the clock was set back meanwhile';
  return seconds < 120 ? `after ${countOf(seconds, 'second')}` : `after ${Math.round(seconds / 60)} minutes`;
}
