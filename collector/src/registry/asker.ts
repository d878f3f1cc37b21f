import type { RegistryImageRow } from '../domain/docker.ts';
import type { Feed } from '../domain/feed.ts';
import type { RegistryStore } from '../domain/registries.ts';
import { askImage, type ImageAnswer } from './ask-image.ts';
import { dueByRegistry, nextRow } from './due.ts';

/** Of one registry in one round; the rest waits for the next. */
const MOST_AT_ONCE = 50;

export interface AskerParts {
  readonly store: RegistryStore;
  readonly feed: Pick<Feed, 'publish'>;
  /** What an administrator has named in SU_REGISTRIES; null: no registry is asked at all. */
  readonly allowed: ReadonlyMap<string, URL> | null;
  readonly now?: () => Date;
  /** Ends the round, once the question under way is answered. */
  readonly signal?: AbortSignal;
}

/**
 * Asks the registries once for each image that machines run and that is due, however many machines run it: one registry after
 * the other, one image after the other. A registry that cannot be asked, or has had enough, is left alone until its time.
 */
export async function askRegistries({
  store,
  feed,
  allowed,
  now = () => new Date(),
  signal,
}: AskerParts): Promise<void> {
  if (allowed === null) return;
  const names = await store.names();
  if (names.length === 0) return;
  const answers = await store.answers(names);
  for (const due of dueByRegistry(names, answers, now().toISOString()).values()) {
    if (signal?.aborted) return;
    const rows: RegistryImageRow[] = [];
    let stopped: ImageAnswer | null = null;
    for (const name of due.slice(0, MOST_AT_ONCE)) {
      if (signal?.aborted) break;
      const answer: ImageAnswer = stopped ?? (await askImage(name, allowed));
      if ('code' in answer && answer.isRegistry) stopped = answer;
      rows.push(nextRow(name, answer, answers.get(name), now(), Math.random()));
    }
    feed.publish(await store.save(rows));
  }
}
