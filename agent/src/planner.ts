import type { Config } from './config.ts';
import type { Planner } from './domain/ports.ts';
import { openPlanner } from './probe/packages/index.ts';
import { readPolicy } from './runner/index.ts';

/** The names of the packages that a policy file excludes, as it is now. */
export const excludedPackages = async (policy: string): Promise<readonly string[]> =>
  (await readPolicy(policy)).excludedPackages ?? [];

/** The planner of this machine, which leaves alone what the machine's policy excludes. `workDir` is for it alone. */
export const packagesPlanner = (
  { policy }: Pick<Config, 'policy'>,
  workDir: string,
  cacheDir: string,
): Planner =>
  openPlanner({
    env: process.env,
    cacheDir,
    workDir,
    excluded: () => excludedPackages(policy),
  });
