import type { ReportFacts } from '../domain/ports.ts';

/** The report on an execution, for people, as Markdown. Pure. */
export function renderReport({
  machineName,
  machineId,
  result,
  actorType,
  actorId,
  reason,
}: ReportFacts): string {
  const facts: [string, string | number | null | undefined][] = [
    ['Machine', `${machineName} (${machineId})`],
    ['Action', result.action],
    ['Result', result.status],
    ['Error', result.errorKind],
    ['Exit code', result.exitCode],
    ['Asked for by', actorId === null ? actorType : `${actorType} ${actorId}`],
    ['Reason', reason],
    ['Started', result.startedAt],
    ['Finished', result.finishedAt],
    [
      'Log',
      `${result.log.bytes} bytes, sha256 ${result.log.sha256}${result.log.truncated ? ', truncated' : ''}`,
    ],
    ['Execution', result.executionId],
    ['Job', result.jobId],
  ];
  const known = facts.filter(([, value]) => value !== null && value !== undefined);
  const sources = (result.sources ?? []).map(
    ({ uri, suite, ok, error }) => `${ok ? 'ok    ' : 'failed'} ${uri} ${suite}${error ? `: ${error}` : ''}`,
  );
  return [
    `# ${plain(machineName)} — ${plain(result.action)}`,
    '',
    '| | |',
    '| --- | --- |',
    ...known.map(([name, value]) => `| ${name} | ${plain(String(value))} |`),
    ...section('Error', result.errorMessage === null ? [] : [result.errorMessage]),
    ...section('Important lines', result.importantLines),
    ...section('Sources', sources),
    '',
  ].join('\n');
}

/** Lines from a machine, fenced so that nothing in them is taken for markup. */
function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const text = lines.join('\n');
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return ['', `## ${title}`, '', fence, text, fence];
}

/** One line of text in which no character is markup. */
const plain = (text: string): string =>
  text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]<>#|!~&]/g, (character) => `\\${character}`);
