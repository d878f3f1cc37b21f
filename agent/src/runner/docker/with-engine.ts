import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed } from '../actions/end.ts';
import { say } from '../log.ts';
import { parametersFault } from '../planned/parameters.ts';
import { type Engine, EngineProblem } from './engine.ts';
import { openHere, sentenceOf } from './inventory.ts';

/** Does an action with the engine of this machine; one that is not there, or does not answer as it should, ends it with the reason. */
export async function withEngine(
  { order, run, dockerSocket }: ActionContext,
  act: (engine: Engine) => Promise<ActionEnd>,
): Promise<ActionEnd> {
  const fault = parametersFault(order);
  if (fault !== null) return failed('job_invalid', fault);
  const engine = await openHere(dockerSocket);
  if (typeof engine === 'string') return failed('docker_unavailable', engine);
  try {
    return await act(engine);
  } catch (error) {
    if (!(error instanceof EngineProblem)) throw error;
    await say(run, error.message);
    return failed(error.status === null ? 'docker_unavailable' : 'docker_failed', sentenceOf(error));
  }
}
