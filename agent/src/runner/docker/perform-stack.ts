import type { DockerOutcome } from '@suivi/shared';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed } from '../actions/end.ts';
import { say } from '../log.ts';
import { parametersFault } from '../planned/parameters.ts';
import { keepImages, releaseImages, stackBefore } from './before.ts';
import { composeCommand, composeEnvironment, findCompose, stackTrouble } from './compose.ts';
import { type Engine, EngineProblem } from './engine.ts';
import { openHere, sentenceOf, takeInventory } from './inventory.ts';
import { pullStack } from './pull-stack.ts';
import type { StackWork } from './stack-work.ts';
import { updateStack } from './update-stack.ts';

/** Fetches the images of a stack and, as an update, starts what has a new one. Reads the engine again afterwards. */
export async function performStack(context: ActionContext): Promise<ActionEnd> {
  const { order, run, dockerSocket } = context;
  const fault = parametersFault(order);
  if (fault !== null) return failed('job_invalid', fault);
  const engine = await openHere(dockerSocket);
  if (typeof engine === 'string') return failed('docker_unavailable', engine);
  try {
    const work = await prepare(context, engine);
    if ('status' in work) return work;
    const end = await act(work);
    await takeInventory(context);
    return end;
  } catch (error) {
    if (!(error instanceof EngineProblem)) throw error;
    await say(run, error.message);
    return failed(error.status === null ? 'docker_unavailable' : 'docker_failed', sentenceOf(error));
  }
}

async function prepare(context: ActionContext, engine: Engine): Promise<StackWork | ActionEnd> {
  const stack = String(context.order.parameters['stack']);
  const before = await stackBefore(context, engine, stack);
  if (!before)
    return failed(
      'stack_unusable',
      `There are no containers of a stack ${stack} on this machine. Look at its stacks again.`,
    );
  const env = composeEnvironment(engine.socket, process.env);
  const compose = await findCompose(env);
  const trouble = await stackTrouble(before, compose);
  if (trouble || !compose)
    return failed(
      trouble?.code === 'compose_missing' ? 'compose_missing' : 'stack_unusable',
      `${stack} cannot be updated from here. ${trouble?.message ?? ''}`,
    );
  const command = composeCommand(compose, stack, before, before.environmentFile);
  return { context, engine, stack, before, compose: command, env };
}

async function act(work: StackWork): Promise<ActionEnd> {
  const { context, engine, stack, before } = work;
  await keepImages(engine, before);
  try {
    const pulled = await pullStack(work);
    const { end, services } =
      pulled.end || context.order.action === 'docker_stack_pull'
        ? pulled
        : await updateStack(work, pulled.fetched);
    const docker: DockerOutcome = { stack, services, freedBytes: null };
    for (const { name, result, reason } of services)
      await say(context.run, `${name}: ${result.replace('_', ' ')}${reason === null ? '' : `. ${reason}`}`);
    return {
      ...(end ?? { status: 'ok', exitCode: 0, errorKind: null, errorMessage: null, importantLines: [] }),
      docker,
    };
  } finally {
    await releaseImages(engine, before);
  }
}
