import { type AptLayout, layoutFrom } from './layout.ts';
import { type AptProblem, aptProblem } from './problems.ts';
import { readConfig } from './read.ts';

/** Asks apt for its settings and so for its paths; or why it cannot tell them. */
export async function readLayout(
  env: NodeJS.ProcessEnv,
): Promise<{ layout: AptLayout } | { problem: AptProblem }> {
  const config = await readConfig(env);
  return config.exitCode === 0 ? { layout: layoutFrom(config.value, env) } : { problem: aptProblem(config) };
}
