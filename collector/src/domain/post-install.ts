import type { PostInstallSnapshot, PostInstallStep, ProfileVersion } from '@suivi/shared';
import type { Actor, Change } from './rows.ts';

/** How a machine stands to its profiles; null where none is assigned and none was applied, or where it is not known. */
export const POST_INSTALL_STATUSES = ['ok', 'drifted', 'pending', 'running', 'error'] as const;
export type PostInstallStatus = (typeof POST_INSTALL_STATUSES)[number];

/** A row of `post_install_profiles`. */
export interface ProfileRow {
  id: string;
  name: string;
  description: string | null;
  position: number;
  version: number;
  createdAt: string;
  updatedAt: string | null;
  deletedAt: string | null;
}

/** A row of `post_install_versions`. */
export interface ProfileVersionRow extends Actor {
  id: string;
  profileId: string;
  version: number;
  stepsJson: string;
  note: string | null;
  createdAt: string;
}

/** A row of `post_install_assignments`: either a machine or a tag. */
export interface AssignmentRow {
  id: string;
  profileId: string;
  machineId: string | null;
  tag: string | null;
  createdAt: string;
}

/** A profile with its newest steps, and whom it is for. */
export interface ProfileView {
  readonly profile: ProfileRow;
  readonly steps: readonly PostInstallStep[];
  readonly machineIds: readonly string[];
  readonly tags: readonly string[];
}

/** A profile that a machine is to have, and why. */
export interface WantedProfile extends ProfileVersion {
  readonly steps: readonly PostInstallStep[];
  readonly byMachine: boolean;
  readonly byTags: readonly string[];
}

/** What the status of a machine depends on. */
export interface PostInstallFacts {
  readonly wanted: readonly Pick<ProfileVersion, 'id' | 'version'>[];
  /** What the machine said last; null when it has said nothing. */
  readonly snapshot: Pick<PostInstallSnapshot, 'status' | 'applied'> | null;
  /** The last application that was begun. */
  readonly apply: { readonly status: string; readonly acknowledgedAt: string | null } | null;
}

/** How a machine stands to its profiles. Pure. */
export function postInstallStatus({ wanted, snapshot, apply }: PostInstallFacts): PostInstallStatus | null {
  if (apply?.status === 'running') return 'running';
  const applied = snapshot?.applied?.profiles ?? [];
  if (wanted.length === 0 && applied.length === 0) return null;
  if (apply?.status === 'error' && apply.acknowledgedAt === null) return 'error';
  if (!isSame(wanted, applied)) return 'pending';
  if (snapshot?.status === 'warning') return 'drifted';
  return snapshot?.status === 'ok' ? 'ok' : null;
}

type Versions = readonly Pick<ProfileVersion, 'id' | 'version'>[];

/** Whether these are the same profiles at the same versions in the same order. */
export const isSame = (some: Versions, others: Versions): boolean =>
  some.length === others.length &&
  some.every(({ id, version }, index) => id === others[index]!.id && version === others[index]!.version);

/** What becomes of a wish to change a profile. */
export type ProfileAnswer =
  | { readonly changes: readonly Change[] }
  | 'not_found'
  | 'name_taken'
  | 'outdated'
  | 'machine_not_found';

export interface NewProfile {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly position: number;
  readonly steps: readonly PostInstallStep[];
}

/** For whom a profile is: these machines, and those that carry one of these tags. */
export interface Assignment {
  readonly machineIds: readonly string[];
  readonly tags: readonly string[];
}

/** Store ← api: profiles, their versions, and whom they are for. */
export interface PostInstallStore {
  /** In the order in which they apply. */
  profiles(): Promise<readonly ProfileView[]>;
  profile(id: string): Promise<ProfileView | null>;
  /** Newest first. */
  versions(profileId: string): Promise<readonly ProfileVersionRow[]>;
  /** Makes a profile, for these from the beginning; none where one of the machines is not there. */
  create(profile: NewProfile, to: Assignment, by: Actor, at: string): Promise<ProfileAnswer>;
  edit(
    id: string,
    patch: Partial<Pick<NewProfile, 'name' | 'description' | 'position'>>,
    by: Actor,
    at: string,
  ): Promise<ProfileAnswer>;
  /** Adds a version after `basedOn`, and moves the profile where it says so; `outdated` when somebody else has added one meanwhile. */
  addVersion(
    id: string,
    version: {
      readonly basedOn: number;
      readonly steps: readonly PostInstallStep[];
      readonly note: string | null;
      readonly position?: number;
    },
    by: Actor,
    at: string,
  ): Promise<ProfileAnswer>;
  /** For whom it is from now on. Machines that there are not are passed over. */
  assign(id: string, to: Assignment, by: Actor, at: string): Promise<ProfileAnswer>;
  remove(id: string, by: Actor, at: string): Promise<ProfileAnswer>;
  /** The profiles of a machine, in the order in which they apply. */
  wanted(machineId: string): Promise<readonly WantedProfile[]>;
}
