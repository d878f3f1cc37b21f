import type { Operation } from '../../../domain/post-install.ts';
import { found, type Kind } from '../kind.ts';

const LINK = '/etc/localtime';
const NAME_FILE = '/etc/timezone';
const ZONES = '/usr/share/zoneinfo';
const PACKAGE = 'tzdata';

/** The time zone. Once set it stays: a machine must have one. */
export const timezone: Kind = {
  watched: [LINK, NAME_FILE],
  async look(host, [setting], all) {
    if (!setting) return { settings: [], operations: [] };
    const current = zoneOf(await host.linkTarget(LINK));
    const named = await host.read(NAME_FILE);
    const operations: Operation[] = [];
    if (current !== setting.value)
      operations.push({ do: 'link', path: LINK, target: `${ZONES}/${setting.value}` });
    // Debian 12 and older keep the name in a file as well; later ones have none.
    if (named !== null && named.trim() !== setting.value)
      operations.push({ do: 'write', path: NAME_FILE, content: `${setting.value}\n` });
    const comes = all.some(
      ({ kind, name, value }) => kind === 'packages' && name === PACKAGE && value === 'present',
    );
    // Debian 12's tzdata makes that file when it is installed.
    if (comes && named === null && !(await host.installed([PACKAGE])).has(PACKAGE))
      operations.push({ do: 'write', path: NAME_FILE, content: `${setting.value}\n`, ifThere: true });
    const isKnown = comes || (await host.exists(`${ZONES}/${setting.value}`));
    const problem =
      current === setting.value && named !== null && operations.length > 0
        ? `${NAME_FILE} says ${named.trim()}.`
        : undefined;
    return {
      settings: [found(setting, current, problem)],
      operations,
      blockers: isKnown
        ? []
        : [
            `There is no time zone ${setting.value} on this machine. Correct its name, or add tzdata to the packages.`,
          ],
    };
  },
};

/** The zone that /etc/localtime points to; null where it is none of the system's. Pure. */
export const zoneOf = (target: string | null): string | null =>
  /(?:^|\/)usr\/share\/zoneinfo\/(.+)$/.exec(target ?? '')?.[1] ?? null;
