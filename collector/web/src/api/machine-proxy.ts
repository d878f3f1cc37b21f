import { ownProxyProfile, positionAfter, positionToWin, withProxy } from '../profiles/proxy.ts';
import { addVersion, makeProfile } from './post-install.ts';
import type { Machine, MachinePostInstall, Profile } from './types.ts';

/**
 * Wants this proxy for apt on one machine, or none where it is null: by the profile that is for this machine alone and says its
 * proxy already, or else by a new one that comes after all others of the machine: in one request, so wholly or not at all. Gives
 * that profile; nothing is applied yet.
 */
export async function wantProxy({
  machine,
  data,
  profiles,
  url,
}: {
  machine: Pick<Machine, 'id' | 'name'>;
  data: MachinePostInstall;
  profiles: readonly Profile[];
  url: string | null;
}): Promise<Profile> {
  const step =
    url === null
      ? ({ kind: 'apt_proxy', mode: 'direct' } as const)
      : ({ kind: 'apt_proxy', mode: 'proxy', url } as const);
  const own = ownProxyProfile(profiles, machine.id);
  const wanted = new Set(data.profiles.map(({ id }) => id));
  if (own) {
    const position = positionToWin(
      own,
      profiles.filter(({ id }) => wanted.has(id)),
    );
    const version = { basedOn: own.version, steps: withProxy(own.steps, step), note: null };
    return addVersion(own.id, { ...version, ...(position !== null && { position }) });
  }
  return makeProfile({
    name: nameFor(machine, profiles),
    position: positionAfter(profiles.filter(({ id }) => wanted.has(id))),
    steps: [step],
    machineIds: [machine.id],
  });
}

/** A name that no profile has: two machines may be called the same. */
function nameFor({ id, name }: Pick<Machine, 'id' | 'name'>, profiles: readonly Profile[]): string {
  const wish = `apt proxy of ${name}`.slice(0, 100).trim();
  return profiles.some((profile) => profile.name === wish) ? `apt proxy of ${id}`.slice(0, 100) : wish;
}
