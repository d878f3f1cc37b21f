import type { SettingState } from '@suivi/shared';
import { AppliedProfiles, POST_INSTALL_FILE_BYTES, type RootLook } from '../../domain/post-install.ts';
import { readRecord } from '../../domain/record.ts';
import type { RunnerPaths } from '../../domain/run-files.ts';
import { writeWhole } from '../../host/files.ts';

/** The agent reads these. */
const MODE = { mode: 0o640 };

/** What was applied last; null where nothing was, or the record is damaged: the next application writes it anew. */
export const readApplied = (path: string): Promise<AppliedProfiles | null> =>
  readRecord(path, AppliedProfiles, POST_INSTALL_FILE_BYTES);

/** Notes what was applied. */
export const writeApplied = (path: string, applied: AppliedProfiles): Promise<void> =>
  writeWhole(path, JSON.stringify(applied), MODE);

/** Notes what root found of the settings that were applied, for the agent, which may not look at all of them. */
export async function noteLook(
  { applied, rootLook }: RunnerPaths,
  found: readonly SettingState[],
  at: string,
): Promise<void> {
  const record = await readApplied(applied);
  if (!record) return;
  const keys = new Set(record.settings.map(({ kind, name, value }) => JSON.stringify([kind, name, value])));
  const settings = found.filter(({ kind, name, value }) => keys.has(JSON.stringify([kind, name, value])));
  const look: RootLook = { at, settings };
  await writeWhole(rootLook, JSON.stringify(look), MODE);
}
