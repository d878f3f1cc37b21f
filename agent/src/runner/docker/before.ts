import { join } from 'node:path';
import { fits, fullImageName, parseImageReference, StackService } from '@suivi/shared';
import type { ActionContext } from '../actions/action.ts';
import { keepOnce } from '../kept.ts';
import type { Places } from './compose.ts';
import type { Engine } from './engine.ts';
import { isUp, labelOf, parseReading } from './parse.ts';
import type { RawContainer } from './raw.ts';
import { readContainers, readImages } from './read.ts';

/** A service as it was before the action. */
export interface ServiceBefore {
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  /** How many of its containers ran, which need not be what its files say; undefined in what an older runner has kept. */
  readonly replicas?: number;
  /** Why it is left as it is; null when it is taken along. */
  readonly left: string | null;
}

/** A stack as it was before the action. */
export interface StackBefore extends Places {
  readonly services: readonly ServiceBefore[];
  /** What each image name stood for, by its whole name, under the name that keeps it here meanwhile. */
  readonly kept: readonly { readonly image: string; readonly imageId: string; readonly keptAs: string }[];
}

/** The repository under which old images are kept from being thrown away while an update is under way. */
export const KEPT_REPOSITORY = 'suivi-rollback';

/** The stack as it was when the action began, by a file: a runner that goes on must not take the new state for the old. Null: there is none. */
export const stackBefore = (
  { run, order }: ActionContext,
  engine: Engine,
  stack: string,
): Promise<StackBefore | null> =>
  keepOnce(join(run.directory, 'docker-before.json'), () => readBefore(engine, stack, order.jobId));

async function readBefore(engine: Engine, stack: string, jobId: string): Promise<StackBefore | null> {
  const containers = await readContainers(engine, stack);
  const images = await readImages(engine);
  const parsed = parseReading({ version: {}, images, containers, usage: null });
  const [found] = parsed.stacks;
  if (!found) return null;
  const up = containers.filter(isUp);
  const running = new Set(up.map((each) => labelOf(each, 'service')));
  const services = found.services.map((service) => {
    const { name, image, imageId, pinned, digests, tagImageId, tagDigests } = service;
    const left = !fits(StackService, name)
      ? 'Its name cannot be given to Compose.'
      : pinned
        ? 'It is pinned to this image.'
        : !running.has(name)
          ? 'It does not run, and an update starts nothing that was stopped. Start it first if it is to be updated.'
          : digests.length === 0 && tagDigests.length === 0 && tagImageId !== null
            ? 'Its image was built here, or got its name here.'
            : null;
    return { name, image, imageId, left, replicas: replicasOf(up, name) };
  });
  const names = new Map<string, string>();
  for (const { image, imageId, left } of services) if (left === null) names.set(image, imageId);
  return {
    workingDir: found.workingDir,
    configFiles: found.configFiles,
    environmentFile: found.environmentFile,
    services,
    kept: [...names].map(([image, imageId], index) => ({
      image,
      imageId,
      keptAs: `${jobId.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}-${index}`,
    })),
  };
}

/** By their numbers: what an interrupted Compose has left has the number of the one that it was to replace. */
const replicasOf = (containers: readonly RawContainer[], service: string): number =>
  new Set(
    containers.flatMap((each) =>
      labelOf(each, 'service') === service ? (labelOf(each, 'number') ?? []) : [],
    ),
  ).size;

/** Keeps the old images by names of our own, so that nothing throws them away meanwhile. */
export async function keepImages(engine: Engine, { kept }: StackBefore): Promise<void> {
  for (const { imageId, keptAs } of kept) await nameImage(engine, imageId, `${KEPT_REPOSITORY}:${keptAs}`);
}

/** Takes the names of our own away; an image that is used or has other names stays. */
export async function releaseImages(engine: Engine, { kept }: StackBefore): Promise<void> {
  for (const { keptAs } of kept)
    await engine
      .call(`/images/${KEPT_REPOSITORY}:${keptAs}`, { method: 'DELETE', query: { noprune: 'true' } })
      .catch(() => null);
}

/** Lets the names of the images stand for the old ones again. */
export async function restoreNames(engine: Engine, { kept }: StackBefore): Promise<void> {
  for (const { image, imageId } of kept) await nameImage(engine, imageId, image);
}

async function nameImage(engine: Engine, imageId: string, name: string): Promise<void> {
  const reference = parseImageReference(name);
  if (!reference) throw new TypeError(`${name} is no name of an image.`);
  const repo = fullImageName({ ...reference, tag: null, digest: null });
  await engine.call(`/images/${imageId}/tag`, {
    method: 'POST',
    query: { repo, tag: reference.tag ?? 'latest' },
  });
}
