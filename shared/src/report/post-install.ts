import type { Static } from 'typebox';
import * as Type from 'typebox';
import { OverriddenSetting, PostInstallSetting, ProfileVersion } from '../post-install/profile.ts';
import { PostInstallKind } from '../post-install/steps.ts';
import { Count, Id, IsoTime, Nullable, Sha256, Text } from '../scalars.ts';
import { Status } from '../vocabulary.ts';

/** One setting as it was found. `found` is null where nobody could look. */
export const SettingState = Type.Object({
  ...PostInstallSetting.properties,
  found: Nullable(Text(2500)),
  state: Type.Enum(['ok', 'differs', 'unknown']),
  /** What stands in the way, or why it is not known, as a sentence. */
  problem: Type.Optional(Text(1000)),
});
export type SettingState = Static<typeof SettingState>;

/** What a dry run or an application of profiles found and did. */
export const PostInstallOutcome = Type.Object({
  profiles: Type.Array(ProfileVersion),
  /** The sha256 of `rendered`: what a person approves. Null where no plan could be made. */
  planHash: Nullable(Sha256),
  /** The exact commands and files that are between what was found and what is wanted. */
  rendered: Text(512 * 1024),
  /** How many of them; 0: there is nothing to do. */
  operations: Count,
  /** What was found before. */
  settings: Type.Array(SettingState),
  /** What was found after the application. */
  after: Type.Optional(Type.Array(SettingState)),
  overridden: Type.Array(OverriddenSetting),
  /** What a person should know before approving. */
  notes: Type.Array(Text(1000)),
});
export type PostInstallOutcome = Static<typeof PostInstallOutcome>;

/** How a machine stands to the profiles that were applied to it: kind `post_install`, schema version 1. */
export const PostInstallSnapshot = Type.Object({
  machineId: Id,
  checkedAt: IsoTime,
  /** `ok`, `warning` where something has drifted, `unknown` where nothing was ever applied. */
  status: Status,
  /** What the machine's own policy allows; no kinds where it allows none. */
  policy: Type.Object({ enabled: Type.Boolean(), kinds: Type.Array(PostInstallKind) }),
  /** The last application that went well to its end; null when there was none. */
  applied: Nullable(Type.Object({ at: IsoTime, jobId: Id, profiles: Type.Array(ProfileVersion) })),
  /** When root looked last at what the agent may not read. */
  rootCheckedAt: Nullable(IsoTime),
  settings: Type.Array(SettingState),
});
export type PostInstallSnapshot = Static<typeof PostInstallSnapshot>;
