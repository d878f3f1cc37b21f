import type { DockerOutcome } from '@suivi/shared';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed, succeeded } from '../actions/end.ts';
import { say } from '../log.ts';
import { keepImages, releaseImages, stackBefore } from './before.ts';
import { composeCommand, composeEnvironment, findCompose, stackTrouble } from './compose.ts';
import type { Engine } from './engine.ts';
import { takeInventory } from './inventory.ts';
import { pullStack } from './pull-stack.ts';
import type { StackWork } from './stack-work.ts';
import { updateStack } from './update-stack.ts';
import { withEngine } from './with-engine.ts';

/** Fetches the images of a stack and, as an update, starts what has a new one. Reads the engine again afterwards. */
export const performStack = (context: ActionContext): Promise<ActionEnd> =>
  withEngine(context, async (engine) => {
    const work = await prepare(context, engine);
    if ('status' in work) return work;
    const end = await act(work);
    await takeInventory(context);
    return end;
  });

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
  const command = composeCommand(compose, stack, before);
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
    return { ...(end ?? succeeded(0)), docker };
  } finally {
    await releaseImages(engine, before);
  }
}
