import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Mirror, startMirror } from '../mirror.ts';
import { temporaryDirectory } from '../temp.ts';
import type { SandboxRoot } from './sandbox-root.ts';

/**
 * Serves changelogs over HTTP, and tells the root's apt that those of an origin are there. Texts by what apt asks for,
 * e.g. `main/l/lab-app/lab-app_1.1`. Ends with the root.
 */
export async function serveChangelogs(
  root: SandboxRoot,
  texts: Readonly<Record<string, string>>,
  origin = 'Debian',
): Promise<Mirror> {
  const { path } = root.use(await temporaryDirectory('changelogs'));
  for (const [name, text] of Object.entries(texts)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  const mirror = root.use(await startMirror(path));
  await writeFile(
    root.path('etc/apt/apt.conf.d', `changelogs-${origin}`),
    `Acquire::Changelogs::URI::Origin::${origin} "${mirror.url}/@CHANGEPATH@";\n`,
  );
  return mirror;
}
