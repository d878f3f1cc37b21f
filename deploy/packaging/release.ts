import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { path } from './paths.ts';

/** What is packed: the version of the packages, and the time in seconds since 1970 that they say they were made at. */
export interface Release {
  readonly version: string;
  readonly epoch: number;
}

/**
 * Reads the release from the checkout. A commit with the tag `v<version>` is that version; every other one comes before it and
 * carries its time and its id. Throws with a next step where neither git nor SOURCE_DATE_EPOCH says when it was made.
 */
export async function readRelease(env: NodeJS.ProcessEnv = process.env): Promise<Release> {
  const { version } = JSON.parse(await readFile(path('package.json'), 'utf8')) as { version: string };
  const given = env['SOURCE_DATE_EPOCH'];
  if (given !== undefined && !/^\d{1,10}$/.test(given))
    throw new Error(`SOURCE_DATE_EPOCH is "${given}". Use whole seconds since 1970, or unset it.`);
  const head = await git('log', '-1', '--format=%ct %h', '--abbrev=10');
  if (head === null) {
    if (given !== undefined) return { version, epoch: Number(given) };
    throw new Error('Git does not say which commit this is. Build in a clone, or set SOURCE_DATE_EPOCH.');
  }
  const [time = '', id] = head.split(' ');
  const epoch = Number(given ?? time);
  const tags = (await git('tag', '--points-at', 'HEAD')) ?? '';
  if (tags.split('\n').includes(`v${version}`)) return { version, epoch };
  return { version: `${version}~git${compact(Number(time))}.${id}`, epoch };
}

/** For example 20260131235959. */
const compact = (epoch: number) => new Date(epoch * 1000).toISOString().replaceAll(/\D/g, '').slice(0, 14);

const git = (...args: string[]): Promise<string | null> =>
  promisify(execFile)('git', args, { cwd: path('.') }).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
