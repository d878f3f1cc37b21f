import { afterAll, beforeAll, describe, vi } from 'vitest';
import { createProfile, type Profile } from '../support/profile.ts';
import { type Installation, install, machineProblem } from '../support/systemd.ts';
import { debian } from './post-install/debian.ts';
import { kills } from './post-install/kills.ts';

const problem = await machineProblem();
if (problem)
  console.log(`skipped: post-install applications with Debian's packages, and killed ones: ${problem}`);

vi.setConfig({ hookTimeout: 300_000, testTimeout: 300_000 });

describe.runIf(!problem)('post-install on a machine with systemd', () => {
  let world: Installation;
  let profile: Profile;
  beforeAll(async () => {
    world = await install();
    const { machine } = world;
    await machine.ensure('ssh-keygen', '-A');
    await machine.ensure('systemctl', 'enable', '--now', 'ssh.service');
    await machine.ensure('useradd', '-m', '-s', '/bin/sh', 'ann');
    await machine.write('/etc/suivi/policy.json', '{"profile":"standard","postInstall":{"enabled":true}}');
    profile = await createProfile(world);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  for (const cases of [debian, kills])
    cases(
      () => world,
      () => profile,
    );
});
