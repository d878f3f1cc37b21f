import type { Static } from 'typebox';
import * as Type from 'typebox';
import { Count, Id, Text } from '../scalars.ts';
import { PostInstallKind, PostInstallSteps } from './steps.ts';

/** A version of a profile, by name. */
export const ProfileVersion = Type.Object({ id: Id, name: Text(100), version: Count });
export type ProfileVersion = Static<typeof ProfileVersion>;

/** A version of a profile with what it says, as it travels to machines. */
export const ProfileContent = Type.Object({ ...ProfileVersion.properties, steps: PostInstallSteps });
export type ProfileContent = Static<typeof ProfileContent>;

/** The profiles of one machine, in the order in which they apply. */
export const ProfileContents = Type.Array(ProfileContent, { maxItems: 50 });

/** One thing that is wanted, as text. Two settings of the same kind and name want the same thing. */
export const PostInstallSetting = Type.Object({
  kind: PostInstallKind,
  /** What of the kind: a package, a kernel setting, a user and key; empty where a kind sets one thing. */
  name: Text(2500),
  value: Text(2500),
  /** The name of the profile that says so. */
  profile: Text(100),
});
export type PostInstallSetting = Static<typeof PostInstallSetting>;

/** A setting that a later profile, or a later step, has replaced. */
export const OverriddenSetting = Type.Object({ ...PostInstallSetting.properties, by: Text(100) });
export type OverriddenSetting = Static<typeof OverriddenSetting>;
