import { execFile } from 'node:child_process';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { createRoot, type SandboxRoot, scaledRoot } from '@suivi/testkit';
import { lowerSome } from './lower-versions.ts';
import { parseStanzas } from './stanzas.ts';

const LISTS = '/var/lib/apt/lists';
const COPIED = ['var/lib/dpkg/info', 'var/lib/dpkg/arch', 'var/lib/apt/lists', 'var/lib/apt/extended_states'];

const run = promisify(execFile);

/** A root with so many pending updates, and what it was made of. */
export interface Tree {
  readonly root: SandboxRoot;
  readonly origin: string;
}

/**
 * This machine's own packages and lists in a sandbox root: everything is made current, then so many packages are set
 * back to a version just below. A machine without lists gives the test kit's fabricated root.
 */
export async function pendingTree(pending: number): Promise<Tree> {
  const lists = await readdir(LISTS).catch((): string[] => []);
  if (!lists.some((name) => /_Packages(\.\w+)?$/.test(name)))
    return { root: await scaledRoot({ pending }), origin: 'a fabricated root (this machine has no lists)' };

  const root = await createRoot();
  await rm(root.path('etc/apt/sources.list.d'), { recursive: true });
  await rm(root.path('var/lib/apt/lists'), { recursive: true });
  for (const path of COPIED) await copy(`/${path}`, root.path(path));
  for (const path of ['etc/apt/sources.list', 'etc/apt/sources.list.d'])
    await copy(`/${path}`, root.path(path));
  const current = await currentStanzas();
  await writeFile(root.path('var/lib/dpkg/status'), `${lowerSome(current, pending).join('\n\n')}\n\n`);
  return { root, origin: `this machine's ${current.length} packages` };
}

const copy = (from: string, to: string) =>
  cp(from, to, { recursive: true, force: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });

/** The stanzas of what is installed here, each as its candidate's: as if the machine had just been upgraded. */
async function currentStanzas(): Promise<string[]> {
  const status = parseStanzas(await readFile('/var/lib/dpkg/status', 'utf8')).filter(({ fields }) =>
    / ok installed$/.test(fields.get('Status') ?? ''),
  );
  const names = status.map(({ fields }) => `${fields.get('Package')}:${fields.get('Architecture')}`);
  const { stdout } = await run(
    'apt-cache',
    ['show', '--no-all-versions', ...names.map((name) => name.replace(/:all$/, ''))],
    { maxBuffer: 64 * 2 ** 20 },
  );
  const records = new Map(
    parseStanzas(stdout)
      .filter(({ fields }) => fields.has('Filename'))
      .map(({ text, fields }) => [fields.get('Package'), text]),
  );
  return status.map(({ text, fields }) => {
    const record = records.get(fields.get('Package'));
    return record ? record.replace('\n', `\nStatus: ${fields.get('Status')}\n`) : text;
  });
}
