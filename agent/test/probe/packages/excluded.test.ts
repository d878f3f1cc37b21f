import { writeFile } from 'node:fs/promises';
import { createRoot, type SandboxRoot } from '@suivi/testkit';
import { describe, expect, it } from 'vitest';
import { plan } from './plan/support.ts';
import { analyse, byStatus, find } from './support.ts';

const EXCLUDED = 'The policy of this machine excludes this package.';

const analyseWithout = (root: SandboxRoot, names: readonly string[]) =>
  analyse(root, { exclusions: { file: undefined, names: async () => names } });

describe.each(['debian', 'ubuntu'] as const)(
  'packages that the policy excludes, in the style of %s',
  (flavour) => {
    it('are kept back with that reason, not counted, and the plan is the one that an upgrade makes', async () => {
      await using root = await createRoot({ flavour });
      const all = await analyse(root);
      const excluded = ['lab-lib', 'lab-multi', 'lab-all', 'lab-absent'];
      const without = await analyseWithout(root, excluded);
      const kept = without.packages.filter(({ reason }) => reason === EXCLUDED);
      expect(kept.map(({ name }) => name)).toEqual(['lab-all', 'lab-lib', 'lab-multi', 'lab-multi']);
      expect(new Set(kept.map(({ status }) => status))).toEqual(new Set(['kept_back']));
      expect(find(without, 'lab-lib')).toEqual({
        ...find(all, 'lab-lib'),
        status: 'kept_back',
        reason: EXCLUDED,
      });
      expect(without.count).toBe(all.count - kept.length);
      expect(without.planHash).not.toBe(all.planHash);
      const planned = await plan(root, 'apt_full_upgrade', { excluded });
      expect(without.planHash).toBe(planned.plan.planHash);
      const left = planned.plan.left.filter(({ reason }) => reason === EXCLUDED);
      expect(left.map(({ name, status }) => [name, status]).sort()).toEqual(
        kept.map(({ name, status }) => [name, status]).sort(),
      );
    });
  },
);

it("of the machine's own pins the others still count, and a held package stays held", async () => {
  await using root = await createRoot();
  await root.pin('lab-pinned', '1.0');
  await root.hold('lab-held');
  const excluded = ['lab-lib', 'lab-held'];
  const without = await analyseWithout(root, excluded);
  expect(find(without, 'lab-pinned')).toMatchObject({ status: 'pinned' });
  expect(find(without, 'lab-lib')).toMatchObject({ status: 'kept_back', reason: EXCLUDED });
  expect(byStatus(without)['held']).toEqual(['lab-held']);
  expect(without.planHash).toBe((await plan(root, 'apt_full_upgrade', { excluded })).plan.planHash);
});

it('a plan that the policy refuses has no hash to approve', async () => {
  await using root = await createRoot();
  await root.offer('removal');
  const touching = await analyseWithout(root, ['lab-old']);
  expect(touching.removals).toMatchObject([{ name: 'lab-old' }]);
  expect(touching.planHash).toBeNull();
  expect(touching.problem).toBeUndefined();
  const malformed = await analyseWithout(root, ['lab-*']);
  expect(malformed.planHash).toBeNull();
  expect(malformed.count).toBe((await analyse(root)).count);
});

it('the preferences of the machine stay as they are', async () => {
  await using root = await createRoot();
  await writeFile(
    root.path('etc/apt/preferences'),
    'Package: lab-app\nPin: version 1.0\nPin-Priority: 1001\n',
  );
  const without = await analyseWithout(root, ['lab-lib']);
  expect(find(without, 'lab-app')).toMatchObject({ status: 'pinned' });
});
