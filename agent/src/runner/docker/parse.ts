import { isAbsolute, join } from 'node:path';
import {
  type DockerInventory,
  type DockerService,
  type DockerStack,
  fullImageName,
  type ImageReference,
  parseImageReference,
} from '@suivi/shared';
import type { Places } from './compose.ts';
import { parsePrune } from './parse-prune.ts';
import type { RawContainer, RawImage, RawReading } from './raw.ts';
import { LABELS } from './read.ts';

/** What one reading of an engine says of its containers. */
export type Parsed = Pick<DockerInventory, 'others' | 'prune'> & {
  readonly stacks: readonly ParsedStack[];
  readonly kind: 'docker' | 'podman';
  readonly version: string | null;
};

/** A stack with all that Compose has to be told for it. */
export type ParsedStack = DockerStack & Required<Places>;

const MAX_NAME = 256;

/** Understands what an engine has said. Pure. */
export function parseReading({ version, images, containers, usage }: RawReading): Parsed {
  const byId = new Map(images.map((image) => [image.Id, image]));
  const byName = namesOf(images);
  const stacks = new Map<string, RawContainer[]>();
  const others: RawContainer[] = [];
  for (const container of containers) {
    const project = labelOf(container, 'project');
    if (project === null) others.push(container);
    else stacks.set(project, [...(stacks.get(project) ?? []), container]);
  }
  const service = (name: string, group: readonly RawContainer[]) => serviceOf(name, group, byId, byName);
  return {
    kind: version.Components?.some(({ Name }) => Name?.startsWith('Podman')) ? 'podman' : 'docker',
    version: version.Version?.slice(0, 64) ?? null,
    stacks: sorted([...stacks]).map(([name, group]) => stackOf(name, group, service)),
    others: sorted(others.map((each) => [nameOf(each), each] as const)).map(([name, each]) =>
      service(name, [each]),
    ),
    prune: usage && parsePrune(usage, containers),
  };
}

type MakeService = (name: string, group: readonly RawContainer[]) => DockerService;

function stackOf(name: string, group: readonly RawContainer[], service: MakeService): ParsedStack {
  const services = new Map<string, RawContainer[]>();
  for (const container of group) {
    const of = labelOf(container, 'service') ?? nameOf(container);
    services.set(of, [...(services.get(of) ?? []), container]);
  }
  // Not the one that was started last: after a reboot that says nothing.
  const [newest] = [...group].sort((a, b) => (b.Created ?? '').localeCompare(a.Created ?? ''));
  return {
    name: name.slice(0, MAX_NAME),
    ...(newest ? placesOf(newest) : { workingDir: null, configFiles: [], environmentFile: null }),
    problem: null,
    services: sorted([...services]).map(([of, containers]) => service(of, containers)),
  };
}

/** Where a container's stack is described: Compose 1 names the files relative to the folder, Compose 2 whole. */
export function placesOf(container: RawContainer): Required<Places> {
  const workingDir = labelOf(container, 'workingDir');
  const files = (labelOf(container, 'configFiles') ?? '').split(',').filter((file) => file !== '');
  return {
    workingDir: workingDir && isAbsolute(workingDir) ? workingDir : null,
    configFiles: files.flatMap((file) =>
      isAbsolute(file) ? [file] : workingDir && isAbsolute(workingDir) ? [join(workingDir, file)] : [],
    ),
    environmentFile: labelOf(container, 'environmentFile'),
  };
}

function serviceOf(
  name: string,
  group: readonly RawContainer[],
  byId: ReadonlyMap<string, RawImage>,
  byName: ReadonlyMap<string, RawImage>,
): DockerService {
  // One that runs speaks for its service; a stopped leftover of an older image does not.
  const [first] = [...group].sort((a, b) => Number(isUp(b)) - Number(isUp(a)));
  const image = first?.Config.Image ?? '';
  const reference = parseImageReference(image);
  const tagged = reference && reference.digest === null ? byName.get(fullImageName(reference)) : undefined;
  const pinned = reference === null || reference.digest !== null;
  const imageId = first?.Image ?? '';
  return {
    name: name.slice(0, MAX_NAME),
    containers: group.map((container) => ({
      name: nameOf(container),
      state: container.State.Status.slice(0, 32),
      health: healthOf(container),
    })),
    image: image.slice(0, 1000),
    imageId: digestOf(imageId),
    tagImageId: pinned ? digestOf(imageId) : tagged ? digestOf(tagged.Id) : null,
    digests: digestsOf(byId.get(imageId), reference),
    tagDigests: digestsOf(tagged, reference),
    pinned,
  };
}

export const isUp = ({ State }: RawContainer): boolean =>
  State.Status === 'running' || State.Status === 'restarting' || State.Status === 'paused';

/** Podman writes ids without their algorithm. */
const digestOf = (id: string): string => (id.startsWith('sha256:') ? id : `sha256:${id}`);

/** Under which digests a registry knows an image by this name: other names of the same image do not count. */
export function digestsOf(image: RawImage | undefined, name: ImageReference | null): string[] {
  if (name === null) return [];
  const digests = (image?.RepoDigests ?? []).flatMap((text) => {
    const found = parseImageReference(text);
    const isSame = found?.registry === name.registry && found.repository === name.repository;
    return isSame && found.digest !== null ? [found.digest] : [];
  });
  return [...new Set(digests)].sort();
}

const namesOf = (images: readonly RawImage[]): Map<string, RawImage> =>
  new Map(
    images.flatMap((image) =>
      (image.RepoTags ?? []).flatMap((text) => {
        const reference = parseImageReference(text);
        return reference ? [[fullImageName(reference), image] as const] : [];
      }),
    ),
  );

const nameOf = ({ Name }: RawContainer): string => Name.replace(/^\//, '').slice(0, MAX_NAME);

export const labelOf = ({ Config }: RawContainer, label: keyof typeof LABELS): string | null =>
  Config.Labels?.[LABELS[label]] || null;

/** What a container's health check says; null where there is none. */
export function healthOf({ State }: RawContainer): 'healthy' | 'unhealthy' | 'starting' | null {
  const status = State.Health?.Status;
  return status === 'healthy' || status === 'unhealthy' || status === 'starting' ? status : null;
}

const sorted = <T>(entries: (readonly [string, T])[]): (readonly [string, T])[] =>
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
