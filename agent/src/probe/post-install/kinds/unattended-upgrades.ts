import type { Operation } from '../../../domain/post-install.ts';
import type { Host } from '../host.ts';
import { fileOperations, found, header, type Kind, NOT_KEPT, type Wanted, wantedValue } from '../kind.ts';
import { parseAptValues } from '../parse-apt.ts';

const PATH = '/etc/apt/apt.conf.d/95suivi-unattended-upgrades';
const PACKAGE = 'unattended-upgrades';
const UNITS = '/etc/systemd/system';
const WANTS = `${UNITS}/timers.target.wants`;
const TIMERS = ['apt-daily.timer', 'apt-daily-upgrade.timer'];
const ENABLE: Operation = { do: 'run', command: ['systemctl', 'enable', '--now', ...TIMERS] };
const OVERRULED = 'Another file of apt has the last word. Remove the setting from it.';
/** Why nothing starts it, by what its timers are. */
const IDLE = {
  on: null,
  disabled: `Nothing starts it: ${TIMERS.join(' and ')} are not enabled.`,
  masked: `Nothing starts it: ${TIMERS.join(' and ')} are masked.`,
};

/** Whether Debian's own unattended-upgrades works on a machine. What it takes stays as the package has it. */
export const unattendedUpgrades: Kind = {
  watched: ['/etc/apt/apt.conf', '/etc/apt/apt.conf.d', UNITS, WANTS, '/var/lib/dpkg/status'],
  async look(host, settings, all) {
    const content = settings.length === 0 ? null : renderUnattended(settings);
    const file = await fileOperations(host, PATH, content);
    if (settings.length === 0) {
      const notes = file.length > 0 ? [`${PACKAGE} goes by the files of its package again.`] : [];
      return { settings: [], operations: file, notes };
    }
    const used = usedUnattended(await host.aptConfig());
    const comes = all.some(
      ({ kind, name, value }) => kind === 'packages' && name === PACKAGE && value === 'present',
    );
    const isThere = comes || (await host.installed([PACKAGE])).has(PACKAGE);
    const isWanted = wantedValue(settings, 'enabled') === 'yes';
    const timers = isWanted && (await host.exists('/run/systemd/system')) ? await readTimers(host) : 'on';
    const missing = isThere
      ? null
      : `The package ${PACKAGE} is not installed, so nothing reads its settings.`;
    const idle = isWanted && host.isLive ? (missing ?? IDLE[timers]) : null;
    const problemOf = ({ name, value }: Wanted[number]): string | undefined => {
      if (used[name] !== value) return file.length > 0 ? undefined : OVERRULED;
      return file.length > 0 ? NOT_KEPT : name === 'enabled' ? (idle ?? undefined) : undefined;
    };
    const advice = missing && `${missing} Add it to the packages of a profile.`;
    return {
      settings: settings.map((setting) => found(setting, used[setting.name] ?? null, problemOf(setting))),
      operations: [...file, ...(timers === 'disabled' ? [ENABLE] : [])],
      notes: advice && !idle ? [advice] : [],
      blockers: [
        ...(advice && idle ? [advice] : []),
        ...(timers === 'masked'
          ? [`${IDLE.masked} Unmask them (systemctl unmask ${TIMERS.join(' ')}), or take the step out.`]
          : []),
      ],
    };
  },
};

/** What starts it: apt's own timers. An administrator who has masked them has the last word. */
async function readTimers(host: Host): Promise<keyof typeof IDLE> {
  const targets = await Promise.all(TIMERS.map((timer) => host.linkTarget(`${UNITS}/${timer}`)));
  if (targets.includes('/dev/null')) return 'masked';
  const wanted = await Promise.all(TIMERS.map((timer) => host.exists(`${WANTS}/${timer}`)));
  return wanted.includes(false) ? 'disabled' : 'on';
}

/** The file that sets it. */
export function renderUnattended(settings: Wanted): string {
  const flag = wantedValue(settings, 'enabled') === 'yes' ? '1' : '0';
  return [
    header('//').trimEnd(),
    `APT::Periodic::Update-Package-Lists "${flag}";`,
    `APT::Periodic::Unattended-Upgrade "${flag}";`,
    `Unattended-Upgrade::Automatic-Reboot "${wantedValue(settings, 'automaticReboot') === 'yes'}";`,
    `Unattended-Upgrade::Automatic-Reboot-Time "${wantedValue(settings, 'rebootTime') ?? 'now'}";`,
    '',
  ].join('\n');
}

/** What apt's configuration says of it. Pure. */
export function usedUnattended(dump: string): Readonly<Record<string, string>> {
  const values = parseAptValues(dump);
  const isOn = (name: string) => !['', '0', 'never'].includes(values.get(name) ?? '');
  return {
    enabled: isOn('apt::periodic::unattended-upgrade') ? 'yes' : 'no',
    automaticReboot: /^(true|yes|1|on)$/i.test(values.get('unattended-upgrade::automatic-reboot') ?? '')
      ? 'yes'
      : 'no',
    rebootTime: values.get('unattended-upgrade::automatic-reboot-time') || 'now',
  };
}
