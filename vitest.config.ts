import { defineConfig } from 'vitest/config';

const project = (name: string, include: string, extra: object = {}) => ({
  test: { name, include: [include], testTimeout: 30_000, hookTimeout: 60_000, ...extra },
});

/** Costs next to nothing until a test asks for a database. */
const postgres = { globalSetup: 'deploy/testkit/src/postgres/setup.ts' };

export default defineConfig({
  test: {
    // Real apt and real databases on two cores: more workers only make everything slower.
    maxWorkers: 2,
    projects: [
      project('shared', 'shared/test/**/*.test.ts'),
      project('testkit', 'deploy/testkit/test/**/*.test.ts', postgres),
      project('agent', 'agent/test/**/*.test.ts'),
      project('collector', 'collector/test/**/*.test.ts', postgres),
      project('whole', 'deploy/test/**/*.test.ts', { testTimeout: 300_000 }),
    ],
  },
});
