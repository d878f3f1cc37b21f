import { join } from 'node:path';
import type { RunPaths } from '../../domain/run-files.ts';
import { keep, readKept } from '../kept.ts';
import type { PostInstallPlan } from './plan.ts';

const pathOf = ({ directory }: RunPaths) => join(directory, 'post-install.json');

/** Keeps what is to be done, durably, before anything of it is. */
export const writePlan = (run: RunPaths, plan: PostInstallPlan): Promise<void> => keep(pathOf(run), plan);

/** What an earlier runner began to do; null when none came so far. */
export const readPlan = (run: RunPaths): Promise<PostInstallPlan | null> => readKept(pathOf(run));
