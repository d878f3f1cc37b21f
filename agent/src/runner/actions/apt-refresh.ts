import { redact } from '../../domain/redact.ts';
import { aptConfigProblem } from '../../host/apt-env.ts';
import { runText } from '../../host/exec.ts';
import { runUnlocked } from '../locks/unlocked.ts';
import { type Conclusion, conclude } from '../refresh/conclude.ts';
import { type NamedSource, parseRefreshLog, type RefreshLog } from '../refresh/parse-log.ts';
import { recordRefresh } from '../refresh/record.ts';
import type { Action, ActionContext, ActionEnd } from './action.ts';

const COMMAND = [
  'apt-get',
  '-q',
  'update',
  '-o',
  'APT::Update::Error-Mode=any',
  '-o',
  'Acquire::Retries=3',
  // With -q apt keeps its notices to itself; from version 3 on this makes it tell them, and what it finds outdated.
  '-o',
  'APT::Audit=true',
] as const;
const TIMEOUT_MS = 30 * 60 * 1000;
const MOST_LINES = 200;
const MOST_NOTICES = 50;

/** Fetches the package lists, and records for each source how that went. */
export const aptRefresh: Action = { perform };

async function perform(context: ActionContext): Promise<ActionEnd> {
  const unreadable = await aptConfigProblem(context.env);
  if (unreadable)
    return {
      status: 'error',
      errorKind: 'apt_failed',
      errorMessage: unreadable,
      exitCode: null,
      importantLines: [],
    };
  const { end, text, lockProblem } = await runUnlocked(context, {
    name: 'update',
    command: COMMAND,
    what: 'The folder of package lists',
    timeoutMs: TIMEOUT_MS,
  });
  const log = parseRefreshLog(text, await knownSources(context.env));
  const conclusion: Conclusion = lockProblem
    ? { status: 'error', errorKind: 'lock_timeout', errorMessage: lockProblem }
    : conclude(log, end);
  const isWhole = conclusion.status !== 'error' || conclusion.errorKind === 'apt_failed';
  const sources = isWhole ? log.sources.map(redactSource) : [];
  if (sources.length > 0)
    await recordRefresh(context.runner.refreshRecord, sources, context.now().toISOString());
  return {
    ...conclusion,
    errorMessage: conclusion.errorMessage && redact(conclusion.errorMessage),
    exitCode: end.exitCode,
    importantLines: importantLines(log),
    ...(isWhole && { sources }),
  };
}

/** Problems come last: the last line is taken for the reason where a failure gives none. */
const importantLines = ({ important, notices }: RefreshLog): string[] =>
  [...notices.slice(0, MOST_NOTICES), ...important]
    .slice(0, MOST_LINES)
    .map((line) => redact(line.slice(0, 2000)));

/** The suites that apt has lists of. */
async function knownSources(env: Record<string, string>): Promise<NamedSource[]> {
  const args = ['indextargets', '--format', '$(REPO_URI)\t$(RELEASE)'];
  const { value } = await runText('apt-get', args, { env });
  return value.split('\n').flatMap((line) => {
    const [uri, suite] = line.split('\t');
    return uri && suite ? [{ uri, suite }] : [];
  });
}

const redactSource = <S extends { uri: string; error?: string | undefined }>(source: S): S => ({
  ...source,
  uri: redact(source.uri),
  ...(source.error !== undefined && { error: redact(source.error) }),
});
