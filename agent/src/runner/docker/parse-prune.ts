import type { DockerInventory } from '@suivi/shared';
import type { RawContainer, RawImage, RawUsage } from './raw.ts';

type Prune = NonNullable<DockerInventory['prune']>;

/** What could be thrown away. An image counts with what it shares with no other, so this is the least that is freed. Pure. */
export function parsePrune({ Images, BuildCache }: RawUsage, containers: readonly RawContainer[]): Prune {
  const used = new Set(containers.map(({ Image }) => Image));
  const unused = (Images ?? []).filter(({ Id }) => !used.has(Id));
  const cache = BuildCache?.filter(({ InUse, Shared }) => !InUse && !Shared) ?? null;
  return {
    dangling: freed(unused.filter(isDangling).map(ownBytes)),
    unused: freed(unused.map(ownBytes)),
    buildCache: cache && freed(cache.map(({ Size = 0 }) => Size)),
  };
}

const isDangling = ({ RepoTags }: RawImage): boolean => !RepoTags?.some((tag) => tag !== '<none>:<none>');

const ownBytes = ({ Size = 0, SharedSize = 0 }: RawImage): number =>
  Math.max(0, Size - Math.max(0, SharedSize));

const freed = (sizes: readonly number[]) => ({
  count: sizes.length,
  bytes: sizes.reduce((sum, size) => sum + size, 0),
});
