import { setTimeout as delay } from 'node:timers/promises';
import type { PostInstallStep } from '@suivi/shared';
import { eventually, runSeed, seeded } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { endOf, requestAction } from '../../support/api.ts';
import { logOf, releaseHang } from '../../support/held.ts';
import type { Profile, ProfileEnd } from '../../support/profile.ts';
import { addArchives, type Installation } from '../../support/systemd.ts';

const KEYS = '/home/ann/.ssh/authorized_keys';
const SYSCTL = 'net.ipv4.conf.all.log_martians';
const FOREIGN = 'ssh-rsa AAAAforeign bob';
const KEY = `ssh-ed25519 AAAA${'C3NzaC1lZDI1NTE5AAAAIF'.repeat(3)}`;

/** Another profile for each number: all that it writes differs from the one before. */
const steps = (number: number): PostInstallStep[] => [
  { kind: 'packages', present: ['lab-hang'], absent: [] },
  { kind: 'apt_proxy', mode: 'proxy', url: `http://proxy${number}.example:3142` },
  { kind: 'hostname', name: `lab-${number}` },
  { kind: 'ntp', servers: [`ntp${number}.example`] },
  { kind: 'sysctl', settings: [{ key: SYSCTL, value: String(number % 2) }] },
  { kind: 'authorized_keys', user: 'ann', keys: [`${KEY} ann${number}@example`] },
  { kind: 'sshd', PasswordAuthentication: 'no', MaxAuthTries: 1 + (number % 20) },
];

/** Waits for a file that is being written, and kills the runner at that very moment: gives its name; nothing once the other file is there. */
const KILL_AT_WRITE = `
until [ -e /run/lab-watched ]; do
  for file in "$0"/.tmp-* "$0"/*.suivi-*; do
    [ -e "$file" ] || continue
    read -r pid </sys/fs/cgroup/system.slice/suivi-runner.service/cgroup.procs && kill -KILL "$pid"
    echo "$file"
    exit
  done
done`;

const WRITTEN = ['/etc/apt/apt.conf.d', '/etc/sysctl.d', '/etc/ssh/sshd_config.d', '/home/ann/.ssh'];

/** An application that is killed at its worst moments: what ends it tells the truth, and nothing is left half written. */
export function kills(installation: () => Installation, profileOf: () => Profile): void {
  let number = 0;
  const declareNext = async () => {
    number += 1;
    await profileOf().declare(steps(number));
  };
  const killRunner = () =>
    installation().machine.run('systemctl', [
      'kill',
      '--signal=KILL',
      '--kill-who=main',
      'suivi-runner.service',
    ]);
  /** It comes by itself after ten seconds; a stop ends that waiting. */
  const startRunner = () =>
    installation().machine.ensure('sh', '-c', 'systemctl stop suivi-runner; systemctl start suivi-runner');
  const halfWritten = () =>
    installation().machine.ensure('sh', '-c', 'find /etc /home /root -name ".tmp-*" -o -name "*.suivi-*"');

  /** Everything is as the last profile says, and nothing else is there. */
  const expectWhole = async (end: ProfileEnd) => {
    const { machine } = installation();
    expect(end, end.result.errorMessage ?? '').toMatchObject({ status: 'ok' });
    expect(end.result.postInstall!.after!.every(({ state }) => state === 'ok')).toBe(true);
    expect(await halfWritten()).toBe('');
    expect(await machine.ensure('hostname')).toBe(`lab-${number}`);
    expect(await machine.ensure('cat', `/proc/sys/${SYSCTL.replaceAll('.', '/')}`)).toBe(String(number % 2));
    expect((await machine.ensure('cat', KEYS)).split('\n')).toEqual([
      FOREIGN,
      expect.stringMatching(/^# Suivi: begin/),
      `${KEY} ann${number}@example`,
      '# Suivi: end.',
    ]);
    expect(await machine.ensure('sshd', '-T')).toMatch(
      new RegExp(`^maxauthtries ${1 + (number % 20)}$`, 'm'),
    );
    expect(await machine.ensure('apt-config', 'dump', 'Acquire::http::Proxy')).toContain(`proxy${number}.`);
  };

  test('the runner is killed while apt works: apt goes on, and the next runner does the rest', async () => {
    const { machine, url } = installation();
    await machine.write(KEYS, `${FOREIGN}\n`, 0o600);
    await machine.ensure('chown', '-R', 'ann:ann', '/home/ann/.ssh');
    await addArchives(machine, ['hang']);
    await declareNext();
    const id = await profileOf().begin('apply');
    await untilWaiting(url, id);
    await killRunner();
    await startRunner();
    await releaseHang(machine);
    await expectWhole(await profileOf().end(id));
    expect((await logOf(url, id)).match(/^\$ apt-get .* install lab-hang/gm)).toHaveLength(1);
  });

  test.each(WRITTEN)('the runner is killed while it writes a file into %s', async (folder) => {
    const { machine } = installation();
    // The file is there for a moment only, so the watching may miss it.
    for (let tries = 0; tries < 5; tries++) {
      await declareNext();
      await machine.ensure('rm', '-f', '/run/lab-watched');
      const watching = machine.ensure('sh', '-c', KILL_AT_WRITE, folder);
      const ended = profileOf().end(await profileOf().begin('apply'));
      const stop = async () => {
        await ended;
        await machine.ensure('touch', '/run/lab-watched');
        return watching;
      };
      const killedAt = await Promise.race([watching, stop()]);
      if (killedAt !== '') await startRunner();
      await expectWhole(await ended);
      if (killedAt !== '') return;
    }
    throw new Error('No file was ever seen half written.');
  });

  test('the runner is killed, or the power goes, at moments that nobody has chosen', async () => {
    const { machine } = installation();
    const seed = runSeed();
    console.log(`SU_TEST_SEED=${seed}`);
    const random = seeded(seed);
    for (const how of ['kill', 'kill', 'kill', 'power', 'power']) {
      await declareNext();
      const id = await profileOf().begin('apply');
      await delay(random() * 1000);
      if (how === 'kill') {
        await killRunner();
        await startRunner();
      } else {
        await machine.powerCut();
        await machine.boot();
      }
      await expectWhole(await profileOf().end(id));
    }
  });

  test('the power goes while apt works: what is left is told, a repair helps, and applying again completes it', async () => {
    const { machine, url, id } = installation();
    await machine.ensure('rm', '-f', '/run/lab-hang.release');
    await machine.ensure('apt-get', '-qq', '-y', 'purge', 'lab-hang');
    await declareNext();
    const cut = await profileOf().begin('apply');
    await untilWaiting(url, cut);
    await machine.powerCut();
    await machine.boot();
    const end = await profileOf().end(cut);
    expect(end).toMatchObject({ status: 'error', errorKind: 'apt_interrupted' });
    const left = end.result.postInstall!.after!.filter(({ state }) => state !== 'ok');
    expect(left.map(({ kind }) => kind)).toContain('hostname');
    expect(left.map(({ kind }) => kind)).not.toContain('apt_proxy');
    await profileOf().untilStatus('error');
    expect(await halfWritten()).toBe('');

    for (const what of ['check', 'apply'] as const) {
      const refused = await profileOf().run(what);
      expect(refused).toMatchObject({ status: 'error', errorKind: 'dpkg_interrupted' });
      expect(refused.result.errorMessage).toMatch(/apt_repair/);
    }
    await releaseHang(machine);
    const repair = await requestAction(url, id, { action: 'apt_repair', plan: 'current' });
    expect((await endOf(url, repair.executionId, 60_000)).status).toBe('ok');
    await expectWhole(await profileOf().run('apply'));
    await profileOf().untilStatus('ok');
  });
}

const untilWaiting = (url: string, executionId: string) =>
  eventually(async () => (await logOf(url, executionId)).includes('lab-hang: waiting'), {
    what: 'the package to be configured',
    timeoutMs: 60_000,
  });
