import type { PostInstallKind, PostInstallSnapshot, SettingState } from '@suivi/shared';
import {
  AppliedProfiles,
  POST_INSTALL_FILE_BYTES,
  type PostInstallReader,
  RootLook,
} from '../domain/post-install.ts';
import { readRecord } from '../domain/record.ts';
import type { RunnerPaths } from '../domain/run-files.ts';

/** Kinds of which only root can see whether they are as wanted. */
const ROOT_KINDS: readonly PostInstallKind[] = ['authorized_keys', 'sshd'];

export interface PostInstallReport {
  readonly machineId: string;
  readonly reader: PostInstallReader;
  readonly runner: Pick<RunnerPaths, 'applied' | 'rootLook'>;
  /** What the machine's policy allows now. */
  readonly policy: () => Promise<PostInstallSnapshot['policy']>;
}

/** How the machine stands to the profiles that were applied to it: what we see ourselves, and where we may not look, what root saw last. */
export async function readPostInstall({
  machineId,
  reader,
  runner,
  policy,
}: PostInstallReport): Promise<PostInstallSnapshot> {
  const applied = await readRecord(runner.applied, AppliedProfiles, POST_INSTALL_FILE_BYTES);
  const root = await readRecord(runner.rootLook, RootLook, POST_INSTALL_FILE_BYTES);
  const wanted = applied?.settings ?? [];
  const kinds = [...new Set(wanted.map(({ kind }) => kind))];
  const look = kinds.length === 0 ? null : await reader.look(wanted, kinds);
  const settings = (look?.settings ?? []).map((setting) => byRoot(setting, root));
  const has = (state: SettingState['state']) => settings.some((setting) => setting.state === state);
  return {
    machineId,
    checkedAt: new Date().toISOString(),
    status: has('differs') ? 'warning' : applied === null || has('unknown') ? 'unknown' : 'ok',
    policy: await policy(),
    applied: applied && { at: applied.at, jobId: applied.jobId, profiles: applied.profiles },
    rootCheckedAt: root?.at ?? null,
    settings,
  };
}

/** A text that changes when the snapshot may. */
export async function postInstallFingerprint({ reader, runner, policy }: PostInstallReport): Promise<string> {
  const applied = await readRecord(runner.applied, AppliedProfiles, POST_INSTALL_FILE_BYTES);
  const root = await readRecord(runner.rootLook, RootLook, POST_INSTALL_FILE_BYTES);
  const marks = await reader.fingerprint(applied?.settings ?? []);
  return [applied?.at ?? '-', root?.at ?? '-', JSON.stringify(await policy()), marks].join('\n');
}

/** When root looked last at what only root may see; the time given where nothing was applied of which that is true. */
export async function lastRootLook(
  { applied, rootLook }: PostInstallReport['runner'],
  now: Date,
): Promise<Date | null> {
  const record = await readRecord(applied, AppliedProfiles, POST_INSTALL_FILE_BYTES);
  if (!record?.settings.some(({ kind }) => ROOT_KINDS.includes(kind))) return now;
  const look = await readRecord(rootLook, RootLook, POST_INSTALL_FILE_BYTES);
  return look && new Date(look.at);
}

function byRoot(setting: SettingState, root: RootLook | null): SettingState {
  const isRoots = setting.state === 'unknown' || ROOT_KINDS.includes(setting.kind);
  if (!isRoots) return setting;
  const seen = root?.settings.find(
    ({ kind, name, value }) => kind === setting.kind && name === setting.name && value === setting.value,
  );
  // What we see ourselves of a file of ours is newer than what root saw.
  return seen && (setting.state === 'unknown' || setting.state === 'ok') ? seen : setting;
}
