import { runnerPaths } from '../../src/domain/run-files.ts';
import { openHealthReader, openPlanner } from '../../src/probe/packages/index.ts';
import { openPostInstallReader } from '../../src/probe/post-install/index.ts';
import { type RunnerOptions, readPolicy } from '../../src/runner/index.ts';

/** The real planner and reader of a machine, as the command line wires them to the runner. */
export function machineParts(
  directory: string,
  policy: string,
  env: NodeJS.ProcessEnv,
): Pick<RunnerOptions, 'planner' | 'health' | 'postInstall'> {
  const { planning, cache } = runnerPaths(directory);
  const excluded = async () => (await readPolicy(policy)).excludedPackages ?? [];
  return {
    planner: openPlanner({ env, cacheDir: cache, workDir: planning, excluded }),
    health: openHealthReader(env),
    postInstall: openPostInstallReader(env),
  };
}
