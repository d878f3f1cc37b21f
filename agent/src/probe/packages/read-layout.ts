import { aptConfigProblem } from '../../host/apt-env.ts';
import { type AptLayout, layoutFrom } from './layout.ts';
import { type AptProblem, aptProblem } from './problems.ts';
import { readConfig } from './read.ts';

/** Asks apt for its settings and so for its paths; or why it cannot tell them. */
export async function readLayout(
  env: NodeJS.ProcessEnv,
): Promise<{ layout: AptLayout } | { problem: AptProblem }> {
  const unreadable = await aptConfigProblem(env);
  if (unreadable)
    return { problem: { code: 'apt_config_invalid', message: `${unreadable} Correct or unset it.` } };
  const config = await readConfig(env);
  return config.exitCode === 0 ? { layout: layoutFrom(config.value, env) } : { problem: aptProblem(config) };
}
