import { RUN_FILE_BYTES, type RunEnd } from '../domain/run-files.ts';

const NOTE = 'The result is too long to be told step by step; the log tells what was planned and done.';
const FEW = 10;
const SHORT = 200;

/**
 * The text of result.json, of at most RUN_FILE_BYTES, so that the result travels in one message. Only an upgrade of many
 * thousand packages, or a script that says very much, has more to tell: then what the log tells as well is left out.
 */
export function resultText(result: RunEnd): string {
  const whole = JSON.stringify(result);
  if (isShortEnough(whole)) return whole;
  const lessSteps = JSON.stringify(withoutSteps(result));
  return isShortEnough(lessSteps) ? lessSteps : JSON.stringify(outline(result));
}

const isShortEnough = (text: string): boolean => Buffer.byteLength(text) <= RUN_FILE_BYTES;

function withoutSteps(result: RunEnd): RunEnd {
  const { plan: _plan, changes: _changes, planDifference: _difference, failures, ...rest } = result;
  return {
    ...rest,
    ...(failures && { failures: failures.slice(0, FEW) }),
    importantLines: [NOTE, ...result.importantLines],
  };
}

/** How it ended, and the beginning of the first important lines. */
function outline({ importantLines, ...result }: RunEnd): RunEnd {
  const { executionId, jobId, action, mode, startedAt, finishedAt } = result;
  const { status, exitCode, errorKind, errorMessage, dpkg } = result;
  return {
    ...{ executionId, jobId, action, mode, startedAt, finishedAt, status, exitCode, errorKind, errorMessage },
    ...(dpkg && { dpkg }),
    importantLines: [NOTE, ...importantLines.slice(0, FEW).map((line) => line.slice(0, SHORT))],
  };
}
