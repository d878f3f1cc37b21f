import { join } from 'node:path';
import type { Operation } from '../../domain/post-install.ts';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed, succeeded } from '../actions/end.ts';
import { keep, readKept } from '../kept.ts';
import { enterPhase, say } from '../log.ts';
import { type Files, OperationFailed, openFiles } from './files.ts';
import { runPackages } from './packages.ts';
import type { PostInstallPlan } from './plan.ts';
import { renderOperation } from './render.ts';
import { runRepeatable } from './repeatable.ts';
import { changeSshd } from './sshd.ts';

/** As long as a swap file of 64 GiB takes on a slow disk. */
const TIMEOUT_MS = 60 * 60_000;

/** Does the operations of a plan in their order, and stops at the first that fails. What apt's part came to is in the answer. */
export async function execute(context: ActionContext, plan: PostInstallPlan): Promise<ActionEnd> {
  const files = openFiles(context.env['DPKG_ROOT'] || '/');
  const progress = join(context.run.directory, 'operations-done.json');
  // Commands are steps, which never run twice; what is done to files must not undo what a command has made of them since.
  const done = (await readKept<number>(progress)) ?? 0;
  let end = succeeded(null);
  for (const [index, operation] of plan.operations.entries()) {
    if (operation.do === 'packages') {
      end = await runPackages(context, operation, plan.packages);
      if (end.status === 'error') return end;
      continue;
    }
    // What the running kernel was told goes with the power, so that is told again.
    if (index < done && operation.do !== 'set') continue;
    await enterPhase(context.run, 'configure');
    try {
      await perform(context, files, operation, `operation-${index + 1}`);
      await keep(progress, Math.max(done, index + 1));
    } catch (error) {
      const sentence = failure(operation, error);
      await say(context.run, sentence);
      return { ...end, ...failed('post_install_failed', sentence) };
    }
  }
  return end;
}

async function perform(
  context: ActionContext,
  files: Files,
  operation: Exclude<Operation, { do: 'packages' }>,
  name: string,
): Promise<void> {
  const { run, env } = context;
  if (operation.do === 'run') {
    const { command, tolerant = false } = operation;
    const { end } = await runRepeatable(run, { name, command, env, timeoutMs: TIMEOUT_MS });
    if (end.exitCode !== 0 && !tolerant)
      throw new OperationFailed(`It ended with exit code ${end.exitCode ?? 'unknown'}. The log says more.`);
    return;
  }
  await say(run, renderOperation(operation));
  if (operation.do === 'sshd') return changeSshd(context, files, operation, name);
  return files.perform(operation);
}

/** Anything but what was foreseen is a fault of the system: it is said in its own words. */
const failure = (operation: Operation, error: unknown): string =>
  `This could not be done: ${renderOperation(operation).split('\n', 1)[0]}. ${(error as Error).message} ` +
  'What stood before it in the plan is done. Correct the cause, then apply again.';
