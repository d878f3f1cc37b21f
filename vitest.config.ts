import { defineConfig } from 'vitest/config';

const project = (name: string, include: string | string[], extra: object = {}) => ({
  test: { name, include: [include].flat(), testTimeout: 30_000, hookTimeout: 60_000, ...extra },
});

/** Costs next to nothing until a test asks for a database. */
const postgres = { globalSetup: 'deploy/testkit/src/postgres/setup.ts' };

/** The page is built once, for all workers. */
const page = { globalSetup: 'deploy/test/support/bundles.ts' };

const MACHINE_TESTS = 'deploy/testkit/test/machine/**/*.test.ts';
/** Each boots a whole Debian system: one after the other, when all else is done. The first builds what they share. */
const machines = { testTimeout: 600_000, hookTimeout: 900_000, maxWorkers: 1, sequence: { groupOrder: 1 } };

export default defineConfig({
  test: {
    // Real apt and real databases on two cores: more workers only make everything slower.
    maxWorkers: 2,
    projects: [
      project('shared', 'shared/test/**/*.test.ts'),
      project('testkit', ['deploy/testkit/test/**/*.test.ts', 'deploy/deb/test/**/*.test.ts'], {
        ...postgres,
        exclude: [MACHINE_TESTS],
      }),
      project('agent', 'agent/test/**/*.test.ts'),
      project('collector', 'collector/test/**/*.test.ts', postgres),
      project('web', 'collector/web/test/**/*.test.ts'),
      project('page', 'deploy/test/page/**/*.test.ts', {
        ...page,
        testTimeout: 400_000,
        hookTimeout: 180_000,
      }),
      project('whole', 'deploy/test/*.test.ts', { ...page, testTimeout: 300_000 }),
      // By `npm run test:machines`; elsewhere it would need an engine and images.
      ...(process.env['SU_TEST_MACHINES'] === 'all'
        ? [project('container', 'deploy/test/container/**/*.test.ts', { ...page, ...machines })]
        : []),
      project('machines', [MACHINE_TESTS, 'deploy/test/systemd/**/*.test.ts'], machines),
    ],
  },
});
