// Everything that a change must pass: types, lint, walls between stages, dead code, and all tests.
import { run } from './run.mjs';

const steps = [
  ['types', 'tsc', ['-p', '.']],
  ['types of the page', 'tsc', ['-p', 'collector/web']],
  ['lint and format', 'biome', ['check', '.']],
  [
    'imports',
    'depcruise',
    [
      '--config',
      '.dependency-cruiser.cjs',
      'agent/src',
      'collector/src',
      'collector/web/src',
      'shared/src',
      'deploy',
    ],
  ],
  ['unused code', 'knip', []],
  ['build', 'node', ['deploy/scripts/build.mjs']],
  ['tests', 'vitest', ['run', ...process.argv.slice(2)]],
];

for (const [name, command, args] of steps) {
  console.log(`\n== ${name}`);
  const code = await run(command, args);
  if (code !== 0) {
    console.error(`suivi: ${name} failed (${command} ended with ${code}).`);
    process.exit(1);
  }
}
