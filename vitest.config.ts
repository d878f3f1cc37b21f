import { defineConfig } from 'vitest/config';

const project = (name: string, include: string, extra: object = {}) => ({
  test: { name, include: [include], testTimeout: 30_000, hookTimeout: 60_000, ...extra },
});

export default defineConfig({
  test: {
    // Real apt and real databases on two cores: more workers only make everything slower.
    maxWorkers: 2,
    projects: [
      project('shared', 'shared/test/**/*.test.ts'),
      project('testkit', 'deploy/testkit/test/**/*.test.ts'),
      project('agent', 'agent/test/**/*.test.ts'),
      project('collector', 'collector/test/**/*.test.ts'),
      project('whole', 'deploy/test/**/*.test.ts', { testTimeout: 120_000 }),
    ],
  },
});
