import { aptEnvironment } from '../../../../host/apt-env.ts';
import { runText } from '../../../../host/exec.ts';
import type { IsLater } from './entries.ts';

/** Compares versions by dpkg itself. */
export const isLaterByDpkg =
  (env: NodeJS.ProcessEnv): IsLater =>
  async (a, b) => {
    const args = ['--compare-versions', a, 'gt', b];
    return (await runText('dpkg', args, { env: aptEnvironment(env) })).exitCode === 0;
  };
