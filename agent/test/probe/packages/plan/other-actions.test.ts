import { type Action, Action as Actions, isPlanned, valuesOf } from '@suivi/shared';
import { arm, createRoot, nativeArchitecture } from '@suivi/testkit';
import { expect, it } from 'vitest';
import { namesOf, plan, stepsOf } from './support.ts';

const native = await nativeArchitecture();
const UNPLANNED = valuesOf(Actions).filter((action) => !isPlanned(action));

it.each(UNPLANNED)('%s has no plan, and says so', async (action: Action) => {
  await using root = await createRoot();
  const { plan: found, command } = await plan(root, action);
  expect(found).toMatchObject({ action, planHash: null, steps: [], problem: { code: 'no_plan' } });
  expect(command).toBeNull();
});

it.each(['debian', 'ubuntu'] as const)('autoremove removes what nothing needs (%s)', async (flavour) => {
  await using root = await createRoot({ flavour });
  const planned = await plan(root, 'apt_autoremove');
  expect(stepsOf(planned)).toEqual([`remove lab-leftover:${native} 1.0>null`]);
  expect(planned.plan).toMatchObject({ left: [], downloadBytes: 0, diskBytes: -1024 });
});

it.each(['debian', 'ubuntu'] as const)(
  'a repair is planned where nothing else can be (%s)',
  async (flavour) => {
    await using root = await createRoot({ flavour });
    await arm(root, 'unmet-dependencies');
    const upgrade = await plan(root, 'apt_upgrade');
    expect(upgrade.plan).toMatchObject({ planHash: null, problem: { code: 'unmet_dependencies' } });
    expect(upgrade.plan.problem?.message).toContain('lab-needed');
    const repair = await plan(root, 'apt_repair');
    expect(namesOf(repair)).toEqual(['lab-needed']);
    expect(repair.command).toEqual(['apt-get', '-f', 'install']);
  },
);

it.each([
  ['status-corrupt', 'status_corrupt'],
  ['source-malformed', 'sources_malformed'],
] as const)('%s is a problem of every plan, not an empty one', async (fault, code) => {
  await using root = await createRoot();
  await arm(root, fault);
  for (const action of ['apt_full_upgrade', 'apt_autoremove', 'apt_repair'] as const)
    expect((await plan(root, action)).plan).toMatchObject({ planHash: null, problem: { code } });
});
