import { fileOperations, found, header, type Kind, NOT_KEPT, type Wanted, wantedValue } from '../kind.ts';
import { parseAptValues } from '../parse-apt.ts';

const PATH = '/etc/apt/apt.conf.d/95suivi-unattended-upgrades';
const PACKAGE = 'unattended-upgrades';

/** Whether Debian's own unattended-upgrades works on a machine. What it takes stays as the package has it. */
export const unattendedUpgrades: Kind = {
  watched: ['/etc/apt/apt.conf', '/etc/apt/apt.conf.d'],
  async look(host, settings, all) {
    const content = settings.length === 0 ? null : renderUnattended(settings);
    const operations = await fileOperations(host, PATH, content);
    if (settings.length === 0) return { settings: [], operations };
    const used = usedUnattended(await host.aptConfig());
    const comes = all.some(
      ({ kind, name, value }) => kind === 'packages' && name === PACKAGE && value === 'present',
    );
    const isThere = comes || (await host.installed([PACKAGE])).has(PACKAGE);
    return {
      settings: settings.map((setting) => {
        const value = used[setting.name] ?? null;
        return found(setting, value, value === setting.value && operations.length > 0 ? NOT_KEPT : undefined);
      }),
      operations,
      notes: isThere
        ? []
        : [
            `The package ${PACKAGE} is not installed, so nothing reads its settings. Add it to the packages of a profile.`,
          ],
    };
  },
};

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
