import {
  Count,
  ErrorKind,
  IsoTime,
  Nullable,
  OverriddenSetting,
  PostInstallOutcome,
  PostInstallSetting,
  PostInstallSnapshot,
  PostInstallStep,
  ProfileVersion,
} from '@suivi/shared';
import Type, { type Static } from 'typebox';
import {
  POST_INSTALL_STATUSES,
  type ProfileVersionRow,
  type ProfileView,
} from '../../domain/post-install.ts';

/** A profile as the API shows it: its newest version, and whom it is for. */
export const Profile = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Nullable(Type.String()),
  position: Type.Integer({
    description: 'Profiles apply in this order, then by name; where two disagree, the later one wins.',
  }),
  version: Count,
  steps: Type.Array(PostInstallStep),
  machineIds: Type.Array(Type.String()),
  tags: Type.Array(Type.String()),
  createdAt: IsoTime,
  updatedAt: Nullable(IsoTime),
});
export type Profile = Static<typeof Profile>;

export const showProfile = ({ profile, steps, machineIds, tags }: ProfileView): Profile => {
  const { deletedAt: _, ...shown } = profile;
  return { ...shown, steps: [...steps], machineIds: [...machineIds], tags: [...tags] };
};

/** One version of a profile. */
export const ProfileHistory = Type.Object({
  version: Count,
  steps: Type.Array(PostInstallStep),
  note: Nullable(Type.String()),
  actorType: Type.String(),
  actorId: Nullable(Type.String()),
  createdAt: IsoTime,
});
export type ProfileHistory = Static<typeof ProfileHistory>;

export const showVersion = ({
  stepsJson,
  version,
  note,
  actorType,
  actorId,
  createdAt,
}: ProfileVersionRow): ProfileHistory => ({
  version,
  steps: JSON.parse(stepsJson) as PostInstallStep[],
  note,
  actorType,
  actorId,
  createdAt,
});

const Run = Type.Object({
  executionId: Type.String(),
  status: Type.String(),
  startedAt: IsoTime,
  finishedAt: Nullable(IsoTime),
  errorKind: Nullable(ErrorKind),
  errorMessage: Nullable(Type.String()),
  isCurrent: Type.Boolean({ description: 'Whether it was of the profiles that the machine is to have now.' }),
  outcome: Nullable(PostInstallOutcome),
});

/** How a machine stands to its profiles. */
export const MachinePostInstall = Type.Object({
  /** Null: no profile is assigned, and none was applied. */
  status: Nullable(Type.Enum(POST_INSTALL_STATUSES)),
  profiles: Type.Array(
    Type.Object({
      ...ProfileVersion.properties,
      byMachine: Type.Boolean(),
      byTags: Type.Array(Type.String()),
    }),
    { description: 'What the machine is to have, in the order in which it applies.' },
  ),
  settings: Type.Array(PostInstallSetting, { description: 'What these come to together.' }),
  overridden: Type.Array(OverriddenSetting, { description: 'What a later profile has replaced.' }),
  /** What the machine says itself; null when it has not said anything yet. */
  machine: Nullable(
    Type.Object({
      checkedAt: IsoTime,
      policy: PostInstallSnapshot.properties.policy,
      applied: PostInstallSnapshot.properties.applied,
      rootCheckedAt: PostInstallSnapshot.properties.rootCheckedAt,
      settings: PostInstallSnapshot.properties.settings,
    }),
  ),
  lastCheck: Nullable(Run),
  lastApply: Nullable(Run),
});
export type MachinePostInstall = Static<typeof MachinePostInstall>;
