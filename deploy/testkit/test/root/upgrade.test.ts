import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRoot, eventually } from '../../src/index.ts';

test('an upgrade really happens and asks for a reboot', async () => {
  await using root = await createRoot();
  const upgrade = await root.aptGet('-y', 'dist-upgrade');
  expect(upgrade.output).toContain('Setting up lab-app (1.1)');
  expect(upgrade.exitCode).toBe(0);
  expect(await root.read('run/reboot-required')).toContain('restart required');
  expect(await root.read('run/reboot-required.pkgs')).toBe('lab-reboot\n');
  expect(await root.read('var/log/apt/history.log')).toContain('Commandline: apt-get -y dist-upgrade');
  expect((await root.aptGet('-s', 'dist-upgrade')).stdout).toContain('0 upgraded');
  expect((await root.run('dpkg', ['--audit'])).output).toBe('');
});

test('a failing postinst leaves its package half-configured until it is repaired', async () => {
  await using root = await createRoot();
  await root.offer('bad');
  const upgrade = await root.aptGet('-y', 'dist-upgrade');
  expect(upgrade).toMatchObject({ exitCode: 100 });
  expect(upgrade.output).toContain('lab-bad: cannot talk to the database');
  expect((await root.run('dpkg', ['--audit'])).stdout).toContain('lab-bad');
  expect((await root.run('dpkg-query', ['-W', 'lab-app'])).stdout).toContain('1.1');
  await root.fixBad();
  await root.ensure('dpkg', '--configure', '-a');
  expect((await root.run('dpkg', ['--audit'])).output).toBe('');
});

test('a hanging postinst waits until it is released', async () => {
  await using root = await createRoot();
  await root.offer('hang');
  const released = root.path('tmp/go');
  const apt = root.spawn('apt-get', ['-y', 'install', 'lab-hang'], { LAB_HANG_RELEASE: released });
  await root.hung();
  expect(apt.exitCode).toBeNull();
  await root.ensure('touch', released);
  expect((await apt).exitCode).toBe(0);
});

test('disposing of a root ends what runs on it and removes it', async () => {
  const root = await createRoot();
  await root.offer('hang');
  const apt = root.spawn('apt-get', ['-y', 'install', 'lab-hang']);
  const script = await root.hung();
  await root.dispose();
  expect((await apt).signal).toBe('SIGKILL');
  await eventually(() => !existsSync(`/proc/${script}/environ`), { what: 'the end of the script' });
  expect(existsSync(root.dir)).toBe(false);
});

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('skipped: changing the user needs root, so that no second user is tried');

test.runIf(isRoot)('another user without privilege can plan on a root', async () => {
  await using root = await createRoot();
  const nobody = { uid: 65534, gid: 65534 };
  const plan = await root.run('apt-get', ['-s', 'dist-upgrade'], nobody);
  expect(plan.output).toContain('Inst lab-lib');
  expect((await root.run('dpkg', ['--audit'], nobody)).exitCode).toBe(0);
  await root.ensure('chown', '-R', '65534:65534', root.dir);
  expect((await root.run('apt-get', ['-y', 'dist-upgrade'], nobody)).output).toContain(
    'Setting up lab-app (1.1)',
  );
});
