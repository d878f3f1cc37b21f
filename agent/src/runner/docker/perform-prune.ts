import type { DockerOutcome } from '@suivi/shared';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed, succeeded } from '../actions/end.ts';
import { enterPhase, say } from '../log.ts';
import { parametersFault } from '../planned/parameters.ts';
import { type Engine, EngineProblem } from './engine.ts';
import { openHere, sentenceOf, takeInventory } from './inventory.ts';

/** Removing many gigabytes of layers takes its time. */
const PRUNE_MS = 30 * 60_000;

/**
 * Throws away images that no container uses (without `allImages` only those without a name) and the build cache. Containers,
 * networks and volumes stay: what stands still may be meant to be started again.
 */
export async function performPrune(context: ActionContext): Promise<ActionEnd> {
  const { order, run, dockerSocket } = context;
  const fault = parametersFault(order);
  if (fault !== null) return failed('job_invalid', fault);
  const engine = await openHere(dockerSocket);
  if (typeof engine === 'string') return failed('docker_unavailable', engine);
  try {
    await enterPhase(run, 'remove');
    const images = await prune(engine, '/images/prune', {
      filters: JSON.stringify({ dangling: [order.parameters['allImages'] === true ? 'false' : 'true'] }),
    });
    for (const name of images.names) await say(run, name);
    const cache = await prune(engine, '/build/prune', {}).catch((error: unknown) => {
      if (error instanceof EngineProblem && error.status === 404) return { names: [], bytes: 0 };
      throw error;
    });
    const freedBytes = images.bytes + cache.bytes;
    await say(run, `Images: ${images.bytes} bytes. Build cache: ${cache.bytes} bytes.`);
    await takeInventory(context);
    const docker: DockerOutcome = { stack: null, services: [], freedBytes };
    return { ...succeeded(0), docker };
  } catch (error) {
    if (!(error instanceof EngineProblem)) throw error;
    await say(run, error.message);
    return failed(error.status === null ? 'docker_unavailable' : 'docker_failed', sentenceOf(error));
  }
}

interface Pruned {
  readonly SpaceReclaimed?: number;
  readonly ImagesDeleted?: readonly { readonly Untagged?: string; readonly Deleted?: string }[] | null;
}

async function prune(engine: Engine, path: string, query: Record<string, string>) {
  const answer = (await engine.call(path, { method: 'POST', query, timeoutMs: PRUNE_MS })) as Pruned | null;
  const names = (answer?.ImagesDeleted ?? []).map(({ Untagged, Deleted }) =>
    Untagged ? `Untagged: ${Untagged}` : `Deleted: ${Deleted ?? 'an image'}`,
  );
  return { names, bytes: Math.max(0, answer?.SpaceReclaimed ?? 0) };
}
