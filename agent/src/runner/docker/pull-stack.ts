import { join } from 'node:path';
import { fullImageName, parseImageReference } from '@suivi/shared';
import type { ActionEnd } from '../actions/action.ts';
import { failed } from '../actions/end.ts';
import { keepOnce } from '../kept.ts';
import { enterPhase, runLogged } from '../log.ts';
import { differenceOf, isNew, type ServiceFetched } from './approved.ts';
import { restoreNames } from './before.ts';
import { complaintOf } from './complaint.ts';
import { readImages } from './read.ts';
import type { StackEnd, StackWork } from './stack-work.ts';

/** Large images over slow lines take long, and a registry that hangs must end some time. */
const PULL_MS = 2 * 3600_000;

/** What pulling came to, with the images that the names stand for now. */
export interface PullEnd extends StackEnd {
  readonly fetched: readonly ServiceFetched[];
}

/** Fetches the images of the services that can have a new one, and checks that they are those that were approved. */
export async function pullStack(work: StackWork): Promise<PullEnd> {
  const { context, before, compose, env } = work;
  const { run, order } = context;
  const names = before.services.filter(({ left }) => left === null).map(({ name }) => name);
  if (names.length > 0) {
    await enterPhase(run, 'download');
    const { end, text } = await runLogged(run, {
      name: 'pull',
      command: [...compose, 'pull', ...names],
      env,
      timeoutMs: PULL_MS,
    });
    if (end.exitCode !== 0) {
      await restoreNames(work.engine, before);
      const refusal = { ...failed('download_failed', pullSentence(text)), exitCode: end.exitCode };
      return pullEnd(await readFetched(work), refusal);
    }
  }
  // Going back gives the names their old images again: a runner that goes on must not take those for what was fetched.
  const fetched = await keepOnce(join(run.directory, 'docker-fetched.json'), () => readFetched(work));
  const difference = differenceOf(fetched, order.parameters['images'] as never);
  if (difference === null) return pullEnd(fetched, null);
  await restoreNames(work.engine, before);
  const sentence = `${difference} Nothing was started. Look at the stack again and approve what is there now.`;
  return pullEnd(await readFetched(work), failed('plan_changed', sentence));
}

/** What each service's name stands for now. */
async function readFetched({ engine, before }: StackWork): Promise<ServiceFetched[]> {
  const images = await readImages(engine);
  return before.services.map((service) => {
    const name = parseImageReference(service.image);
    const full = name && fullImageName(name);
    const isIt = (tag: string) => {
      const other = parseImageReference(tag);
      return other !== null && fullImageName(other) === full;
    };
    return { ...service, fetched: images.find(({ RepoTags }) => RepoTags?.some(isIt)) ?? null };
  });
}

const pullEnd = (fetched: readonly ServiceFetched[], end: ActionEnd | null): PullEnd => ({
  end,
  fetched,
  services: fetched.map((service) => ({
    name: service.name,
    image: service.image,
    from: service.imageId,
    to: service.left === null ? (service.fetched?.Id ?? null) : null,
    result: service.left !== null ? 'left' : isNew(service) ? 'pulled' : 'unchanged',
    reason: service.left,
  })),
});

function pullSentence(text: string): string {
  const complaint = complaintOf(text);
  return `The images could not be fetched${complaint === '' ? '' : `: ${complaint}`}. Nothing was started. Look at the registry, or at the files of the stack, then ask again.`;
}
