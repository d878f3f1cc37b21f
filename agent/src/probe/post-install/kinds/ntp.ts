import type { Operation } from '../../../domain/post-install.ts';
import { fileOperations, found, header, type Kind, wantedValue } from '../kind.ts';

const PATH = '/etc/systemd/timesyncd.conf.d/95-suivi.conf';
const PACKAGE = 'systemd-timesyncd';
const RESTART: Operation = {
  do: 'run',
  command: ['systemctl', 'try-restart', 'systemd-timesyncd.service'],
  tolerant: true,
};

/** The servers that systemd-timesyncd asks for the time. */
export const ntp: Kind = {
  watched: ['/etc/systemd/timesyncd.conf.d'],
  async look(host, settings, all) {
    const wanted = wantedValue(settings);
    const operations = await fileOperations(host, PATH, wanted === undefined ? null : renderNtp(wanted));
    const [setting] = settings;
    const withRestart = operations.length > 0 && host.isLive ? [...operations, RESTART] : operations;
    if (!setting) return { settings: [], operations: withRestart };
    const comes = all.some(
      ({ kind, name, value }) => kind === 'packages' && name === PACKAGE && value === 'present',
    );
    const isThere = comes || (await host.exists('/usr/lib/systemd/systemd-timesyncd'));
    const servers = serversOf((await host.read(PATH)) ?? '');
    const problem =
      servers === wanted && operations.length > 0 ? 'The file has something else in it too.' : undefined;
    return {
      settings: [found(setting, servers ?? 'not set here', problem)],
      operations: withRestart,
      notes: [
        ...(isThere
          ? []
          : [
              `${PACKAGE} is not installed, so nothing reads its servers. Add it to the packages of a profile.`,
            ]),
        ...((await host.container()) === null
          ? []
          : [`A container has the clock of its host, and ${PACKAGE} does not start in it.`]),
      ],
    };
  },
};

/** The file that sets them. */
export const renderNtp = (servers: string): string => `${header('#')}[Time]\nNTP=${servers}\n`;

/** The servers that such a file names; null where it names none. Pure. */
export const serversOf = (text: string): string | null =>
  /^NTP=[ \t]*(.*?)[ \t]*$/m.exec(text)?.[1]?.replaceAll(/[ \t]+/g, ' ') ?? null;
