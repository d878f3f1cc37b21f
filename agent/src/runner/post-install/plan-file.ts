import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunPaths } from '../../domain/run-files.ts';
import { isErrno, writeWhole } from '../../host/files.ts';
import type { PostInstallPlan } from './plan.ts';

const pathOf = ({ directory }: RunPaths) => join(directory, 'post-install.json');

/** Keeps what is to be done, durably, before anything of it is. */
export const writePlan = (run: RunPaths, plan: PostInstallPlan): Promise<void> =>
  writeWhole(pathOf(run), JSON.stringify(plan), { mode: 0o640 });

/** What an earlier runner began to do; null when none came so far. */
export async function readPlan(run: RunPaths): Promise<PostInstallPlan | null> {
  try {
    return JSON.parse(await readFile(pathOf(run), 'utf8')) as PostInstallPlan;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}
