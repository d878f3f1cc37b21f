import { join } from 'node:path';
import { startMirror } from '../../mirror.ts';
import type { SandboxRoot } from '../sandbox-root.ts';
import { addFault } from './sources.ts';

/** A mirror that answers, but has no such suite. */
export async function mirror404(root: SandboxRoot): Promise<void> {
  const mirror = root.use(await startMirror(join(root.world.path, 'vendor')));
  await addFault(root, mirror.url, 'no-such-suite');
}

/** A mirror that takes the connection and never answers. */
export async function mirrorHangs(root: SandboxRoot): Promise<void> {
  const mirror = root.use(await startMirror(join(root.world.path, 'vendor'), { kind: 'hang' }));
  await addFault(root, mirror.url, 'stable');
}

/** An address at which nobody listens. */
export async function mirrorRefuses(root: SandboxRoot): Promise<void> {
  await addFault(root, 'http://127.0.0.1:1', 'stable');
}
