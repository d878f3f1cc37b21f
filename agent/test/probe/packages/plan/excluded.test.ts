import { writeFile } from 'node:fs/promises';
import { createRoot, foreignArchitecture, nativeArchitecture } from '@suivi/testkit';
import { describe, expect, it } from 'vitest';
import { carryOut, leftOf, namesOf, plan } from './support.ts';

const native = await nativeArchitecture();
const PIN = 'Pin: version 1.0.1\nPin-Priority: 1900\n';

describe.each(['debian', 'ubuntu'] as const)('on a root in the style of %s', (flavour) => {
  it('excluded packages stay as they are, whatever the machine prefers, and are named', async () => {
    await using root = await createRoot({ flavour });
    await root.pin('lab-lib', '1.0.1', 1900);
    await writeFile(root.path('etc/apt/preferences'), `Package: lab-lib\n${PIN}`);
    const excluded = ['lab-lib', 'lab-multi', 'lab-all', 'lab-extra', 'lab-absent'];
    for (const action of ['apt_upgrade', 'apt_full_upgrade'] as const) {
      const planned = await plan(root, action, { excluded });
      expect(namesOf(planned).filter((name) => excluded.includes(name))).toEqual([]);
      expect(namesOf(planned)).toContain('lab-app');
      expect(planned.plan.excluded).toEqual(['lab-all', 'lab-extra', 'lab-lib', 'lab-multi']);
      expect(leftOf(planned, 'lab-lib')).toBe('kept_back: The policy of this machine excludes this package.');
      expect(
        planned.plan.left
          .filter(({ name }) => name === 'lab-multi')
          .map(({ arch }) => arch)
          .sort(),
      ).toEqual([native, await foreignArchitecture()].sort());
      expect(namesOf(planned)).not.toContain('lab-newdep');
    }
  });

  it('the command leaves them alone too', async () => {
    await using root = await createRoot({ flavour });
    const planned = await plan(root, 'apt_full_upgrade', { excluded: ['lab-lib'] });
    await carryOut(root, planned);
    expect((await root.ensure('dpkg-query', '-W', 'lab-lib', 'lab-app')).stdout).toBe(
      'lab-app\t1.1\nlab-lib\t1.0',
    );
  });
});

it('of a security upgrade only excluded security updates are named', async () => {
  await using root = await createRoot();
  const planned = await plan(root, 'apt_security_upgrade', { excluded: ['lab-lib', 'lab-app'] });
  expect(namesOf(planned)).toEqual(['lab-reboot', 'lab-superseded']);
  expect(planned.plan.excluded).toEqual(['lab-lib']);
});

it('a pin of the machine on other packages still counts', async () => {
  await using root = await createRoot();
  await root.pin('lab-pinned', '1.0');
  await writeFile(
    root.path('etc/apt/preferences'),
    'Package: lab-app\nPin: version 1.0\nPin-Priority: 1001\n',
  );
  const planned = await plan(root, 'apt_full_upgrade', { excluded: ['lab-lib'] });
  expect(namesOf(planned)).not.toContain('lab-app');
  expect(namesOf(planned)).not.toContain('lab-pinned');
});

it('a plan that would still touch one is refused', async () => {
  await using root = await createRoot();
  await root.offer('removal');
  const removal = await plan(root, 'apt_full_upgrade', { excluded: ['lab-old'] });
  expect(removal.plan.problem?.code).toBe('policy_refused');
  expect(removal.plan.problem?.message).toContain('remove lab-old');
  const autoremove = await plan(root, 'apt_autoremove', { excluded: ['lab-leftover'] });
  expect(autoremove.plan).toMatchObject({ planHash: null, problem: { code: 'policy_refused' } });
  expect(autoremove.plan.problem?.message).toContain('remove lab-leftover');
  expect(autoremove.command).toBeNull();
  const packages = [{ name: 'lab-app', arch: native, version: '1.1' }];
  const selected = await plan(root, 'apt_upgrade_selected', {
    parameters: { packages },
    excluded: ['lab-app'],
  });
  expect(selected.plan.problem?.code).toBe('policy_refused');
  expect(selected.command).toBeNull();
});

it('a policy that names no package plans nothing', async () => {
  await using root = await createRoot();
  const planned = await plan(root, 'apt_upgrade', { excluded: ['lab-*'] });
  expect(planned.plan.problem).toMatchObject({
    code: 'policy_refused',
    message: expect.stringContaining('"lab-*"'),
  });
});
