import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeDirectory, removeTemporaryFiles } from '../host/files.ts';
import { SetAside } from '../host/set-aside.ts';
import type { OutboxBounds } from './bounds.ts';
import { entryOf } from './entry.ts';
import { Kept } from './kept.ts';
import { readMessage, sequenceOf } from './message-file.ts';
import { Sequence } from './sequence.ts';
import { isUnusable, type StrangeFile } from './strange.ts';
import { Waiting } from './waiting.ts';

/** The parts of an outbox: `directory` holds the waiting messages. */
export interface Stores {
  readonly directory: string;
  readonly bounds: OutboxBounds;
  readonly sequence: Sequence;
  readonly waiting: Waiting;
  readonly kept: Kept;
  readonly setAside: SetAside;
}

/** Reads what an earlier process left. Gives the files that were of no use, which are set aside. */
export async function loadStores(
  root: string,
  bounds: OutboxBounds,
): Promise<{ stores: Stores; strange: readonly StrangeFile[] }> {
  const directory = join(root, 'waiting');
  await makeDirectory(directory);
  await removeTemporaryFiles(root);
  await removeTemporaryFiles(directory);
  const setAside = await SetAside.open(join(root, 'set-aside'), bounds.setAsideFiles);
  const strange: StrangeFile[] = [];
  const putAside = async (path: string, reason: string) => {
    if (await setAside.move(path)) strange.push({ file: basename(path), reason });
  };
  const { waiting, highestSeq } = await loadWaiting(directory, putAside);
  const kept = await Kept.open(join(root, 'sent'), bounds, (path) => putAside(path, 'It is not ours.'));
  const sequence = await Sequence.open(root, Math.max(kept.highestSeq, highestSeq));
  return { stores: { directory, bounds, sequence, waiting, kept, setAside }, strange };
}

async function loadWaiting(
  directory: string,
  putAside: (path: string, reason: string) => Promise<void>,
): Promise<{ waiting: Waiting; highestSeq: number }> {
  const waiting = new Waiting();
  let highestSeq = 0;
  for (const name of (await readdir(directory)).sort()) {
    const seq = sequenceOf(name);
    if (seq === null) {
      await putAside(join(directory, name), 'It is not ours.');
      continue;
    }
    try {
      const { message, text } = await readMessage(directory, seq);
      waiting.add(entryOf(message, Buffer.byteLength(text)));
      highestSeq = seq;
    } catch (error) {
      if (!isUnusable(error)) throw error;
      await putAside(join(directory, name), error.message);
    }
  }
  return { waiting, highestSeq };
}
