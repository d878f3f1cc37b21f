import {
  Id,
  IsoTime,
  type PostInstallKind,
  PostInstallSetting,
  ProfileVersion,
  SettingState,
} from '@suivi/shared';
import type { Static } from 'typebox';
import * as Type from 'typebox';

/**
 * One thing that root does to bring a machine to what is wanted: a closed list, each made by our own code out of values that
 * have been checked. Each may be done again without harm.
 */
export type Operation =
  /** A whole file, mode 0644, and the folder that it lies in. `ifThere`: only in place of one that is there by then. */
  | { readonly do: 'write'; readonly path: string; readonly content: string; readonly ifThere?: boolean }
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'link'; readonly path: string; readonly target: string }
  /** A setting of the running kernel. */
  | { readonly do: 'set'; readonly path: string; readonly value: string }
  /** `tolerant`: that it fails does not matter, e.g. because there is no such service. */
  | { readonly do: 'run'; readonly command: readonly string[]; readonly tolerant?: boolean }
  /** Goes on only where this much is free on the file system of the path. */
  | { readonly do: 'room'; readonly path: string; readonly bytes: number }
  | { readonly do: 'packages'; readonly present: readonly string[]; readonly absent: readonly string[] }
  /** Our own lines in a user's authorized_keys; without any, our block goes. */
  | {
      readonly do: 'keys';
      readonly user: string;
      readonly uid: number;
      readonly home: string;
      readonly lines: readonly string[];
    }
  /** A file of sshd's configuration; null: it goes. sshd must accept the whole, else it is as before. */
  | { readonly do: 'sshd'; readonly path: string; readonly content: string | null };

/** How a machine stands to what is wanted. */
export interface PostInstallLook {
  readonly settings: readonly SettingState[];
  /** What is between, in the order in which it is to be done. */
  readonly operations: readonly Operation[];
  readonly notes: readonly string[];
  /** Why it cannot be brought about, as sentences. */
  readonly blockers: readonly string[];
  /** Why nobody might be able to sign in afterwards; null where somebody can, or nothing changes. */
  readonly lockout: string | null;
}

/** Runner and report → the post-install probe: reads, and changes nothing. What may not be read is `unknown`. */
export interface PostInstallReader {
  /** `kinds`: what is looked at; also for what an earlier application has left and nobody wants any more. */
  look(settings: readonly PostInstallSetting[], kinds: readonly PostInstallKind[]): Promise<PostInstallLook>;
  /** A cheap text that changes when what `look` finds may. */
  fingerprint(settings: readonly PostInstallSetting[]): Promise<string>;
}

/** `post-install.json` of the runner: the last application that went well to its end. */
export const AppliedProfiles = Type.Object({
  at: IsoTime,
  jobId: Id,
  profiles: Type.Array(ProfileVersion),
  settings: Type.Array(PostInstallSetting),
});
export type AppliedProfiles = Static<typeof AppliedProfiles>;

/** `post-install-check.json` of the runner: what root found last of what was applied. */
export const RootLook = Type.Object({ at: IsoTime, settings: Type.Array(SettingState) });
export type RootLook = Static<typeof RootLook>;

/** Bytes of these files at most. */
export const POST_INSTALL_FILE_BYTES = 2 * 1024 * 1024;
