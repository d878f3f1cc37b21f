import type { DockerOutcome } from '@suivi/shared';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { succeeded } from '../actions/end.ts';
import { enterPhase, say } from '../log.ts';
import { type Engine, EngineProblem } from './engine.ts';
import { takeInventory } from './inventory.ts';
import { withEngine } from './with-engine.ts';

/** Removing many gigabytes of layers takes its time. */
const PRUNE_MS = 30 * 60_000;

/**
 * Throws away images that no container uses (without `allImages` only those without a name) and the build cache. Containers,
 * networks and volumes stay: what stands still may be meant to be started again.
 */
export const performPrune = (context: ActionContext): Promise<ActionEnd> =>
  withEngine(context, async (engine) => {
    const { order, run } = context;
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
  });

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
