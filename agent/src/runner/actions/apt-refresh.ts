import { appendFile, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../../domain/clock.ts';
import { redact } from '../../domain/redact.ts';
import { runText } from '../../host/exec.ts';
import { type Conclusion, conclude, isLocked } from '../refresh/conclude.ts';
import { describeHolder, holderOf, lockedFile } from '../refresh/lists-lock.ts';
import { type NamedSource, parseRefreshLog, type RefreshLog } from '../refresh/parse-log.ts';
import { recordRefresh } from '../refresh/record.ts';
import { runStep, type StepEnd } from '../step.ts';
import type { Action, ActionContext, ActionEnd } from './action.ts';

const COMMAND = [
  'apt-get',
  '-q',
  'update',
  '-o',
  'APT::Update::Error-Mode=any',
  '-o',
  'Acquire::Retries=3',
] as const;
const TIMEOUT_MS = 30 * 60 * 1000;
const LOCK_POLL_MS = 500;
const IMPORTANT_LINES = 200;

/** Fetches the package lists, and records for each source how that went. */
export const aptRefresh: Action = { name: 'apt_refresh', perform };

async function perform(context: ActionContext): Promise<ActionEnd> {
  const { end, log, lockProblem } = await updateLists(context);
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
    importantLines: log.important.slice(0, IMPORTANT_LINES).map((line) => redact(line.slice(0, 2000))),
    ...(isWhole && { sources }),
  };
}

interface Update {
  readonly end: StepEnd;
  readonly log: RefreshLog;
  readonly lockProblem?: string;
}

/** apt does not wait for the lock on the lists, so we do: each try is a step of its own. */
async function updateLists(context: ActionContext): Promise<Update> {
  const deadline = monotonicMs() + context.lockWaitMs;
  for (let attempt = 1; ; attempt++) {
    const { end, log } = await updateOnce(context, attempt);
    if (!isLocked(log)) return { end, log };
    const path = lockedFile(log.important.join('\n'));
    if (monotonicMs() >= deadline) {
      const by = path === null ? null : await holderOf(path);
      const lockProblem = `The package lists were locked${by ? ` by ${describeHolder(by)}` : ''} for longer than ${context.lockWaitMs / 1000} seconds.`;
      return { end, log, lockProblem };
    }
    await untilFree(path, deadline);
  }
}

async function updateOnce(
  { run, env }: ActionContext,
  attempt: number,
): Promise<Omit<Update, 'lockProblem'>> {
  const name = `update-${attempt}`;
  const mark = `$ ${COMMAND.join(' ')} # ${name}\n`;
  const before = await readFile(run.log, 'utf8');
  if (!before.includes(mark)) await appendFile(run.log, mark);
  const end = await runStep({ directory: run.directory, name, command: COMMAND, env, timeoutMs: TIMEOUT_MS });
  const text = await readFile(run.log, 'utf8');
  const own = text.slice(text.lastIndexOf(mark) + mark.length);
  return { end, log: parseRefreshLog(own, await knownSources(env)) };
}

/** Waits until nobody holds the lock, or for the deadline; a moment at least, so that tries do not follow each other at once. */
async function untilFree(path: string | null, deadline: number): Promise<void> {
  do await delay(Math.min(LOCK_POLL_MS, Math.max(0, deadline - monotonicMs())));
  while (monotonicMs() < deadline && path !== null && (await holderOf(path)));
}

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
