// The long form of the tests that kill at random: 200 upgrades, and 200 kills among refreshes.
import { run } from './run.mjs';

process.env.SU_TEST_SOAK ??= '200';
process.env.SU_TEST_KILLS ??= '200';

for (const [command, args] of [
  ['node', ['deploy/scripts/install.mjs']],
  ['node', ['deploy/scripts/build.mjs']],
  ['vitest', ['run', '--project', 'whole', 'deploy/test/soak.test.ts', 'deploy/test/kills.test.ts']],
]) {
  const code = await run(command, args);
  if (code !== 0) process.exit(code ?? 1);
}
