import { join } from 'node:path';
import { cachedDirectory, contentHash } from '../cache.ts';
import { originOf } from '../machine/releases.ts';
import { machineProblem } from '../machine/requirements.ts';
import { ensure } from '../root/process.ts';

const OPTIONS = ['--quiet', '--mode=root', '--variant=extract', '--include=docker-compose', 'trixie'];
const PLUGIN = 'tree/usr/libexec/docker/cli-plugins/docker-compose';

/** Compose 2, as Debian 13 has it: a plugin of Docker's, and the same file as a program. Fetched once from Debian's archive and kept. */
export async function composePlugin(): Promise<string> {
  const made = await cachedDirectory('compose', contentHash(OPTIONS), async (draft) => {
    const { source } = await originOf('trixie', draft);
    await ensure('mmdebstrap', [...OPTIONS, join(draft, 'tree'), source], { timeoutMs: 120_000 });
  });
  return join(made, PLUGIN);
}

/** Why Compose 2 cannot be had here, as a sentence; null when it can, and then it is there. */
export async function composeProblem(): Promise<string | null> {
  const problem = await machineProblem();
  if (problem) return problem;
  return composePlugin().then(
    () => null,
    (error: Error) => `Compose 2 cannot be fetched from Debian 13: ${error.message.split('\n').at(-1)}`,
  );
}
