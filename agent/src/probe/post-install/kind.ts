import type { PostInstallSetting, SettingState } from '@suivi/shared';
import type { Operation, PostInstallLook } from '../../domain/post-install.ts';
import type { Host } from './host.ts';

/** What one kind of settings found; see PostInstallLook. */
export type KindLook = Pick<PostInstallLook, 'settings' | 'operations'> &
  Partial<Pick<PostInstallLook, 'notes' | 'blockers' | 'lockout'>>;

/** Everything that is wanted of a machine, for kinds that depend on others. */
export type Wanted = readonly PostInstallSetting[];

/** One kind of settings: how it is read, compared and brought about. */
export interface Kind {
  /** Files and folders whose change may change what is found. */
  readonly watched: readonly string[];
  /** `settings` are those of the kind; without any, what an earlier application has left is to go. */
  look(host: Host, settings: Wanted, all: Wanted): Promise<KindLook>;
}

/** The value that is wanted under a name; undefined where nobody wants one. */
export const wantedValue = (settings: Wanted, name = ''): string | undefined =>
  settings.find((setting) => setting.name === name)?.value;

/** What was found of a setting. */
export const found = (setting: PostInstallSetting, value: string | null, problem?: string): SettingState => ({
  ...setting,
  found: value,
  state: value === setting.value && problem === undefined ? 'ok' : 'differs',
  ...(problem !== undefined && { problem }),
});

/** The first lines of every file of ours. */
export const header = (mark: '#' | '//'): string =>
  `${mark} Written by Suivi from its post-install profiles. What is changed here\n` +
  `${mark} shows as drift, and the next application undoes it.\n`;

/** What makes a file of ours have this content; null: it is not wanted any more. */
export async function fileOperations(host: Host, path: string, content: string | null): Promise<Operation[]> {
  const current = await host.read(path);
  if (current === content) return [];
  return content === null ? [{ do: 'remove', path }] : [{ do: 'write', path, content }];
}

/** Said of settings that are as wanted while the file that keeps them so is not. */
export const NOT_KEPT = 'The file that keeps it so is missing or was changed.';
