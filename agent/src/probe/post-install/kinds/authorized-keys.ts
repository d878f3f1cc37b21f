import type { SettingState } from '@suivi/shared';
import { keysBlock } from '../../../domain/keys-block.ts';
import type { Operation } from '../../../domain/post-install.ts';
import { type Account, keysFile, parseAccounts, readPeople } from '../accounts.ts';
import type { Host } from '../host.ts';
import type { Kind, Wanted } from '../kind.ts';

/** Keys of users, in a block of ours within their file: other keys stay as they are. */
export const authorizedKeys: Kind = {
  watched: [],
  async look(host, settings) {
    if (!host.isRoot) return { settings: settings.map(unread), operations: [] };
    const accounts = parseAccounts((await host.read('/etc/passwd')) ?? '');
    const users = [...new Set(settings.map(userOf))];
    const states: SettingState[] = [];
    const operations: Operation[] = [];
    const blockers: string[] = [];
    for (const user of users) {
      const own = settings.filter((setting) => userOf(setting) === user);
      const account = accounts.find(({ name }) => name === user);
      if (!account) {
        blockers.push(`There is no user ${user} on this machine. Make the user first, or take the step out.`);
        states.push(...own.map((setting) => ({ ...setting, found: null, state: 'differs' as const })));
        continue;
      }
      const lines = await readBlock(host, account);
      states.push(...own.map((setting) => stateOf(setting, lines)));
      const wanted = own.map(({ value }) => value);
      if (lines.join('\n') !== wanted.join('\n')) operations.push(keysOperation(account, wanted));
    }
    for (const account of await readPeople(host))
      if (!users.includes(account.name) && (await readBlock(host, account)).length > 0)
        operations.push(keysOperation(account, []));
    return { settings: states, operations, blockers };
  },
};

const keysOperation = ({ name, uid, home }: Account, lines: readonly string[]): Operation => ({
  do: 'keys',
  user: name,
  uid,
  home,
  lines,
});

/** The user that a setting of this kind is about: the first word of its name. */
const userOf = ({ name }: Wanted[number]): string => name.split(' ', 1)[0]!;

const unread = (setting: Wanted[number]): SettingState => ({
  ...setting,
  found: null,
  state: 'unknown',
  problem: 'Only root may read the keys of users.',
});

const stateOf = (setting: Wanted[number], lines: readonly string[]): SettingState => {
  const isThere = lines.includes(setting.value);
  return { ...setting, found: isThere ? setting.value : 'absent', state: isThere ? 'ok' : 'differs' };
};

/** The lines of our block. */
const readBlock = async (host: Host, account: Account): Promise<string[]> =>
  keysBlock((await host.readForeign(keysFile(account))) ?? '');
