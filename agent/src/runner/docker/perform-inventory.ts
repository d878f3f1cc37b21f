import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { succeeded } from '../actions/end.ts';
import { enterPhase, say } from '../log.ts';
import { takeInventory } from './inventory.ts';

/**
 * Reads the engine and says in the log what was found. An engine that does not answer is a warning: that may be meant, and the
 * inventory says so for as long as it lasts.
 */
export async function performInventory(context: ActionContext): Promise<ActionEnd> {
  const { run } = context;
  await enterPhase(run, 'check');
  const { state, problem, engine, stacks, others, compose } = await takeInventory(context);
  if (state === 'not_installed') {
    await say(run, 'There is no container engine here.');
    return succeeded(0);
  }
  if (problem) {
    await say(run, problem.message);
    const { message } = problem;
    return {
      status: 'warning',
      exitCode: null,
      errorKind: 'docker_unavailable',
      errorMessage: message,
      importantLines: [],
    };
  }
  await say(
    run,
    `Engine: ${engine?.kind} ${engine?.version ?? ''}. Compose: ${compose ? `${compose.command} ${compose.version ?? ''}` : 'none'}.`,
    `${stacks.length} stacks, ${others.length} containers of their own.`,
    ...stacks.flatMap(({ name, services, problem: trouble }) => [
      `${name}${trouble ? `: ${trouble.message}` : ''}`,
      ...services.map((service) => `  ${service.name} ${service.image} ${service.imageId}`),
    ]),
  );
  return succeeded(0);
}
