import type { PostInstallStep } from '@suivi/shared';
import type { MachinePostInstall, Profile } from '../api/types.ts';

type Setting = MachinePostInstall['settings'][number];

/** The proxy that the profiles of a machine want together, and the profile that has the last word on it; null where none says. */
export const wantedProxy = ({ settings }: Pick<MachinePostInstall, 'settings'>): Setting | null =>
  settings.find(({ kind }) => kind === 'apt_proxy') ?? null;

/** The profile that is for this machine alone and says its proxy: the one to change when somebody wants another proxy here. */
export const ownProxyProfile = (profiles: readonly Profile[], machineId: string): Profile | null =>
  profiles.find(
    ({ machineIds, tags, steps }) =>
      machineIds.length === 1 &&
      machineIds[0] === machineId &&
      tags.length === 0 &&
      steps.some(({ kind }) => kind === 'apt_proxy'),
  ) ?? null;

const LAST_POSITION = 10_000;
/** Profiles that are made on the machine's page come after those that somebody has put in order. */
const OWN_POSITION = 1_000;

/** Where a profile must stand to have the last word over these. */
export const positionAfter = (profiles: readonly Pick<Profile, 'position'>[]): number =>
  Math.min(LAST_POSITION, Math.max(OWN_POSITION, ...profiles.map(({ position }) => position + 1)));

/** Where a profile must move so that its proxy counts over that of others of the machine; null when it has the last word already. */
export function positionToWin(own: Profile, others: readonly Profile[]): number | null {
  const later = others.filter(
    (other) =>
      other.id !== own.id && other.steps.some(({ kind }) => kind === 'apt_proxy') && comesAfter(other, own),
  );
  return later.length === 0 ? null : positionAfter(later);
}

/** The collector's order: by position, then by name. */
const comesAfter = (one: Profile, other: Profile): boolean =>
  one.position > other.position || (one.position === other.position && one.name > other.name);

/** The steps with another proxy in them. */
export const withProxy = (
  steps: readonly PostInstallStep[],
  proxy: Extract<PostInstallStep, { kind: 'apt_proxy' }>,
): PostInstallStep[] => [...steps.filter(({ kind }) => kind !== 'apt_proxy'), proxy];
