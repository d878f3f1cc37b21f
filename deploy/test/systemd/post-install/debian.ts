import { join } from 'node:path';
import type { PostInstallStep } from '@suivi/shared';
import { generateSigningKey, type Machine, releasePackages, writeArchive } from '@suivi/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Profile } from '../../support/profile.ts';
import { type Installation, PACKAGES } from '../../support/systemd.ts';

const NAMES = ['unattended-upgrades', 'tzdata', 'systemd-timesyncd'];
const AUTO = '/etc/apt/apt.conf.d/20auto-upgrades';
const OURS = '/etc/apt/apt.conf.d/95suivi-unattended-upgrades';
const TIMERS = ['apt-daily.timer', 'apt-daily-upgrade.timer'];

const unattended = (enabled: boolean): PostInstallStep => ({
  kind: 'unattended_upgrades',
  enabled,
  automaticReboot: enabled,
  rebootTime: '04:30',
});
const steps = (enabled: boolean, zone = 'Europe/Paris'): PostInstallStep[] => [
  { kind: 'packages', present: NAMES, absent: [] },
  unattended(enabled),
  { kind: 'timezone', zone },
  { kind: 'ntp', servers: ['ntp.example'] },
  { kind: 'hostname', name: 'lab-web' },
];

/** Offers what Debian itself has of these packages, by an archive that says that it is Debian's. */
async function offerDebian({ machine, packages }: Installation): Promise<void> {
  const suite = { name: 'bookworm', suite: 'stable', origin: 'Debian', label: 'Debian', packages: [] };
  const debs = await releasePackages(NAMES);
  await writeArchive(join(packages, 'debian'), [{ ...suite, debs }], await generateSigningKey('Debian'));
  const uri = `${PACKAGES}/debian`;
  const source = `Types: deb\nURIs: file:${uri}\nSuites: bookworm\nComponents: main\nSigned-By: ${uri}/key.asc\n`;
  await machine.write('/etc/apt/sources.list.d/debian.sources', source);
  await machine.ensure('apt-get', '-qq', 'update');
}

const aptSays = (machine: Machine) => machine.ensure('apt-config', 'dump');
const isThere = async (machine: Machine, path: string) =>
  (await machine.run('test', ['-e', path])).exitCode === 0;

/** Steps whose packages are Debian's own, in a container, which may not set all that a machine may. */
export function debian(installation: () => Installation, profileOf: () => Profile): void {
  describe("with Debian's own packages", () => {
    let machine: Machine;
    beforeAll(async () => {
      machine = installation().machine;
      await offerDebian(installation());
    });
    const declare = (list: readonly PostInstallStep[]) => profileOf().declare(list);
    const run = (what: 'check' | 'apply') => profileOf().run(what);
    const problems = async () =>
      (await profileOf().state()).machine!.settings.flatMap(({ state, problem }) =>
        state === 'ok' ? [] : [problem ?? ''],
      );

    test('unattended-upgrades comes, is set as the profile says, and takes its configuration', async () => {
      // Machines of the kit refresh nothing by themselves: their timers are masked.
      await declare(steps(true));
      const masked = await run('check');
      expect(masked).toMatchObject({ status: 'error', errorKind: 'post_install_failed' });
      expect(masked.result.errorMessage).toMatch(/apt-daily-upgrade\.timer are masked\. Unmask them/);
      await machine.ensure('systemctl', 'unmask', ...TIMERS);

      const end = await run('apply');
      expect(end, end.result.errorMessage ?? '').toMatchObject({ status: 'ok' });
      for (const name of NAMES)
        expect(await machine.ensure('dpkg', '--status', name)).toContain('\nStatus: install ok installed\n');
      const lines = (await aptSays(machine)).split('\n');
      expect(lines).toContain('APT::Periodic::Update-Package-Lists "1";');
      expect(lines).toContain('APT::Periodic::Unattended-Upgrade "1";');
      expect(lines).toContain('Unattended-Upgrade::Automatic-Reboot "true";');
      expect(lines).toContain('Unattended-Upgrade::Automatic-Reboot-Time "04:30";');
      const { exitCode, output } = await machine.run('unattended-upgrade', ['--dry-run', '--debug']);
      expect(exitCode, output).toBe(0);
      expect(output).toContain('Allowed origins are: origin=Debian,codename=bookworm,label=Debian,');
      await profileOf().untilStatus('ok');
    });

    test('the time zone is also in the file that tzdata made meanwhile, and changes', async () => {
      expect(await machine.ensure('cat', '/etc/timezone')).toBe('Europe/Paris');
      expect(await machine.ensure('date', '-d', '2026-01-01', '+%Z')).toBe('CET');
      await profileOf().bring(steps(true, 'America/New_York'));
      expect(await machine.ensure('cat', '/etc/timezone')).toBe('America/New_York');
      expect(await machine.ensure('date', '-d', '2026-01-01', '+%Z')).toBe('EST');
      const again = await run('apply');
      expect(again.result.postInstall).toMatchObject({ operations: 0 });
    });

    test('what somebody does to unattended-upgrades is drift where it has an effect', async () => {
      const [off, on] = [
        'APT::Periodic::Unattended-Upgrade "0";\n',
        'APT::Periodic::Unattended-Upgrade "1";',
      ];
      // Ours comes later, so this changes nothing.
      await machine.write(AUTO, off);
      expect(await aptSays(machine)).toContain(on);
      await profileOf().untilStatus('ok');

      await machine.write(OURS, off);
      await profileOf().untilStatus('drifted');
      expect(await run('apply')).toMatchObject({ status: 'ok' });
      expect(await aptSays(machine)).toContain(on);
      await profileOf().untilStatus('ok');

      await machine.write('/etc/apt/apt.conf.d/99local', off);
      await profileOf().untilStatus('drifted');
      expect(await problems()).toEqual([expect.stringMatching(/^Another file of apt has the last word/)]);
      expect((await run('apply')).result.errorMessage).toMatch(/^Not everything took effect: .*last word/);
      await machine.ensure('rm', '/etc/apt/apt.conf.d/99local');

      await machine.ensure('systemctl', '-q', 'disable', '--now', ...TIMERS);
      const end = await run('apply');
      expect(end, end.result.errorMessage ?? '').toMatchObject({ status: 'ok' });
      for (const timer of TIMERS)
        expect(await machine.ensure('systemctl', 'is-active', timer)).toBe('active');
      await profileOf().untilStatus('ok');
    });

    test('it is turned off again, and without the step its package has the word', async () => {
      await profileOf().bring(steps(false));
      expect(await aptSays(machine)).toContain('APT::Periodic::Unattended-Upgrade "0";');
      expect(await aptSays(machine)).toContain('Unattended-Upgrade::Automatic-Reboot "false";');
      await declare(steps(false).filter(({ kind }) => kind !== 'unattended_upgrades'));
      expect((await run('check')).result.postInstall!.notes).toContain(
        'unattended-upgrades goes by the files of its package again.',
      );
      expect((await run('apply')).status).toBe('ok');
      expect(await isThere(machine, OURS)).toBe(false);
    });

    test('what a container may not do is said before anything is changed, with where to do it', async () => {
      const { notes } = (await run('check')).result.postInstall!;
      expect(notes).toContain(
        'A container has the clock of its host, and systemd-timesyncd does not start in it.',
      );
      const refused = async (step: PostInstallStep, message: RegExp) => {
        await declare([{ kind: 'hostname', name: 'never' }, step]);
        for (const what of ['check', 'apply'] as const) {
          const end = await run(what);
          expect(end).toMatchObject({ status: 'error', errorKind: 'post_install_failed' });
          expect(end.result.errorMessage).toMatch(message);
        }
        expect(await machine.ensure('hostname')).toBe('lab-web');
      };
      await refused(
        { kind: 'sysctl', settings: [{ key: 'vm.swappiness', value: '11' }] },
        /A container may not set vm\.swappiness, which is of its host's kernel \(E\w+\)\. Set it on the host/,
      );
      expect(await isThere(machine, '/etc/sysctl.d/95-suivi.conf')).toBe(false);
      await refused({ kind: 'swap', sizeMiB: 64 }, /A container has no swap of its own.*pct set/);
      expect(await isThere(machine, '/swap.suivi')).toBe(false);
      await profileOf().bring([
        { kind: 'sysctl', settings: [{ key: 'net.ipv4.conf.all.log_martians', value: '1' }] },
      ]);
      await profileOf().bring([]);
    });
  });
}
