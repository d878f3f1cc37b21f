import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACTION_PARAMETERS, Action, fits, type PackageVersion, valuesOf } from '@suivi/shared';
import { type Config, readConfig } from '../config.ts';
import type { PlanWish } from '../domain/ports.ts';
import { Problem } from '../domain/problem.ts';
import { packagesPlanner } from '../planner.ts';
import { readLayout } from '../probe/packages/index.ts';
import { withCacheDirectory } from './cache.ts';

/** `suivi-agent plan`: prints what an action would do now as JSON. Exit code 1 when there is no plan. Throws Problem for wrong usage. */
export async function plan(
  action: string,
  packages: readonly string[],
  { changelogs = false }: { readonly changelogs?: boolean },
): Promise<void> {
  const config = readConfig(process.env);
  const wish = { ...(await readWish(action, packages)), changelogs };
  const workDir = await mkdtemp(join(tmpdir(), 'suivi-plan-'));
  try {
    const found = await makePlan(config, workDir, wish);
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    if (found.problem) process.exitCode = 1;
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

const makePlan = (config: Config, workDir: string, wish: PlanWish) =>
  withCacheDirectory(config.stateDir, async (cacheDir) => {
    const planned = await packagesPlanner(config, workDir, cacheDir).plan(wish);
    return planned.plan;
  });

async function readWish(name: string, packages: readonly string[]): Promise<PlanWish> {
  const action = valuesOf(Action).find((known) => known === name);
  if (!action)
    throw usage(`The action "${name}" is not known.`, `Use one of ${valuesOf(Action).join(', ')}.`);
  if (action !== 'apt_upgrade_selected') {
    if (packages.length > 0)
      throw usage(`${action} takes no packages.`, 'Leave them out, or plan apt_upgrade_selected.');
    return { action, parameters: {} };
  }
  const parameters = { packages: await readPackages(packages) };
  if (!fits(ACTION_PARAMETERS[action], parameters))
    throw usage(
      `${action} needs packages.`,
      'Write each as name[:arch]=version, e.g. openssl=3.0.17-1~deb12u3.',
    );
  return { action, parameters };
}

async function readPackages(texts: readonly string[]): Promise<PackageVersion[]> {
  const found = await readLayout(process.env);
  const native = 'layout' in found ? found.layout.architecture : '';
  return texts.map((text) => {
    const [, name = '', arch = native, version = ''] = /^([^:=]+)(?::([^=]+))?=(.+)$/.exec(text) ?? [];
    return { name, arch, version };
  });
}

const usage = (message: string, next: string) => new Problem('usage', message, next);
