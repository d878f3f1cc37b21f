import {
  type DockerInventory,
  type DockerService,
  fullImageName,
  parseImageReference,
  type Status,
} from '@suivi/shared';
import type { Flag, MachineStateRow } from './rows.ts';

/** What a registry said when the collector asked for an image. `digest` stays from before where the last asking failed. */
export interface RegistryImageRow {
  /** The whole name, e.g. `docker.io/library/nginx:1.27`. */
  reference: string;
  registry: string;
  digest: string | null;
  /** When the registry last named a digest. */
  answeredAt: string | null;
  /** Why the last asking failed; null when it did not. */
  problemCode: string | null;
  problemMessage: string | null;
  askedAt: string;
  /** Not before then is it asked again. */
  nextAskAt: string;
  /** How often in a row it failed. */
  failures: number;
}

/** The answers of registries by whole names. */
export type RegistryAnswers = ReadonlyMap<string, RegistryImageRow>;

/** How a service's image stands to what its registry has. `not_started`: fetched, and the containers run the old one. */
export type ImageState = 'current' | 'behind' | 'not_started' | 'pinned' | 'built_here' | 'unknown';

export interface ImageVerdict {
  readonly state: ImageState;
  /** The digest that an update would bring, where there is one. */
  readonly latest: string | null;
  /** When the registry was asked, where the collector did so. */
  readonly askedAt: string | null;
  /** Why nothing can be said, where that has a reason. */
  readonly problem: { readonly code: string; readonly message: string } | null;
}

/** The whole name by which a registry is asked for a service's image; null where there is nothing to ask. */
export function askedName({ image, pinned, digests }: DockerService): string | null {
  const reference = pinned || digests.length === 0 ? null : parseImageReference(image);
  return reference && fullImageName(reference);
}

/** Compares what runs with what the registry has. A failed asking never counts as "current". Pure. */
export function verdictOf(service: DockerService, answers: RegistryAnswers): ImageVerdict {
  const { pinned, imageId, tagImageId, digests, tagDigests, registry } = service;
  const nothing = { latest: null, askedAt: null, problem: null };
  if (pinned) return { ...nothing, state: 'pinned' };
  const name = askedName(service);
  const answer = name === null ? undefined : answers.get(name);
  const digest = registry ? registry.digest : (answer?.digest ?? null);
  const askedAt = registry ? null : (answer?.askedAt ?? null);
  const problem = registry?.problem ?? problemOf(answer);
  if (tagImageId !== null && tagImageId !== imageId)
    return { state: 'not_started', latest: tagDigests[0] ?? null, askedAt, problem };
  if (name === null) return { ...nothing, state: 'built_here' };
  if (digest === null) return { state: 'unknown', latest: null, askedAt, problem };
  if (!digests.includes(digest)) return { state: 'behind', latest: digest, askedAt, problem };
  return { state: problem ? 'unknown' : 'current', latest: digest, askedAt, problem };
}

const problemOf = (answer: RegistryImageRow | undefined): ImageVerdict['problem'] =>
  answer && answer.problemCode !== null
    ? { code: answer.problemCode, message: answer.problemMessage ?? '' }
    : null;

/** Whether an update would change the service. */
export const isUpdate = ({ state }: ImageVerdict): boolean => state === 'behind' || state === 'not_started';

/** Every service of an inventory, those of stacks and those of their own. */
export const servicesOf = ({
  stacks,
  others,
}: Pick<DockerInventory, 'stacks' | 'others'>): DockerService[] => [
  ...stacks.flatMap(({ services }) => services),
  ...others,
];

/** The names of which the registries have to be asked for this inventory, each once: what the machine has asked itself is not among them. */
export const namesToAsk = (inventory: DockerInventory): string[] => [
  ...new Set(servicesOf(inventory).flatMap((each) => (each.registry ? [] : (askedName(each) ?? [])))),
];

export type DockerState = Pick<
  MachineStateRow,
  | 'dockerStatus'
  | 'dockerInstalled'
  | 'dockerStacksCount'
  | 'dockerUpdatesCount'
  | 'dockerPruneAvailable'
  | 'dockerReadAt'
>;

/** The part of a machine's state that its inventory and the registries determine. `readAt`: when the inventory was last found to hold. Pure. */
export function deriveDockerState(
  inventory: DockerInventory,
  answers: RegistryAnswers,
  readAt: string = inventory.checkedAt,
): DockerState {
  const verdicts = servicesOf(inventory).map((service) => verdictOf(service, answers));
  const dockerUpdatesCount = verdicts.filter(isUpdate).length;
  const isOpen = verdicts.some(({ state }) => state === 'unknown');
  const { prune, state } = inventory;
  const flag = (on: boolean): Flag => (on ? 1 : 0);
  return {
    dockerStatus: state === 'not_installed' ? null : statusOf(inventory.status, dockerUpdatesCount, isOpen),
    dockerInstalled: flag(state !== 'not_installed'),
    dockerStacksCount: inventory.stacks.length,
    dockerUpdatesCount,
    dockerPruneAvailable: flag(
      prune !== null && prune.dangling.count + prune.unused.count + (prune.buildCache?.count ?? 0) > 0,
    ),
    dockerReadAt: state === 'read' ? readAt : null,
  };
}

function statusOf(status: Status, updates: number, isOpen: boolean): Status {
  if (status !== 'ok') return status;
  if (updates > 0) return 'updates_available';
  return isOpen ? 'unknown' : 'ok';
}
