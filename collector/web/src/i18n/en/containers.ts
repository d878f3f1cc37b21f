import type { DockerStacks } from '../../api/types.ts';
import { pluralOf } from '../plural.ts';

const count = pluralOf('en');

const states: Record<Exclude<DockerStacks['state'], 'read'>, string> = {
  not_installed: 'There is no container engine on this machine.',
  not_allowed: 'A container engine is installed; reading it is off in this machine’s policy.',
  never_read: 'The container engine has not been read yet.',
  failed: 'The container engine could not be read.',
};
const images: Record<DockerStacks['others'][number]['update']['state'], string> = {
  current: 'current',
  behind: 'newer image',
  not_started: 'pulled, not started',
  pinned: 'pinned',
  built_here: 'built or named here',
  unknown: 'not known',
};

/** The containers of one machine. */
export const containers = {
  states,
  images,
  none: 'The machine has not said yet whether it runs containers.',
  noneNext: 'It says so within a few minutes after it connects.',
  notInstalledNext: 'Docker, or Podman with its socket, is shown here once it is installed.',
  notAllowedNext:
    'Write "docker": "read" (or "manage", for updates) into /etc/suivi/policy.json on the machine.',
  engine: (kind: string, version: string) => `${kind} ${version}`,
  read: (ago: string) => `read ${ago}`,
  readNow: 'Read now',
  noStacks: 'No containers.',
  others: 'Containers of their own',
  columns: { service: 'Service', image: 'Image', state: 'State', containers: 'Containers' },
  updates: (n: number) => count(n, { one: 'update', other: 'updates' }),
  pull: 'Pull images',
  update: 'Update',
  updateOf: (stack: string) => `Update ${stack}`,
  pullOf: (stack: string) => `Pull images of ${stack}`,
  askUpdate: (stack: string) => `Update the stack ${stack}?`,
  askUpdateBody:
    'These images are fetched and started. If a service is not healthy then, all of them go back to their old images.',
  prune: 'What could be thrown away',
  pruneUnknown: 'It is not known what could be thrown away.',
  dangling: (n: number, size: string) =>
    `${count(n, { one: 'image', other: 'images' })} without a name: ${size}`,
  unused: (n: number, size: string) =>
    `${count(n, { one: 'image', other: 'images' })} that no container uses, those included: ${size}`,
  buildCache: (size: string) => `Build cache: ${size}`,
  pruneSome: 'Remove those without a name',
  pruneAll: 'Remove all unused',
  askPrune: 'Remove images that no container uses?',
  askPruneBody:
    'Containers, networks and volumes stay. An image that is needed again has to be fetched or built again.',
  asked: (ago: string) => `registry asked ${ago}`,
};
