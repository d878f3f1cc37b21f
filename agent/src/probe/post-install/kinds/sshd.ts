import { type Account, keysFile, readPeople, withPassword } from '../accounts.ts';
import type { Host } from '../host.ts';
import { found, header, type Kind, NOT_KEPT, type Wanted } from '../kind.ts';
import { type Access, wayIn } from '../way-in.ts';

const PATH = '/etc/ssh/sshd_config.d/05-suivi.conf';
const MAIN = '/etc/ssh/sshd_config';

/** Settings of the SSH server. sshd takes the first value that it meets, so our file comes first. */
export const sshd: Kind = {
  watched: ['/etc/ssh', '/etc/ssh/sshd_config.d'],
  async look(host, settings, all) {
    const current = await host.read(PATH);
    const content = settings.length === 0 ? null : renderSshd(settings);
    const isSame = current === content;
    const operations = isSame ? [] : [{ do: 'sshd' as const, path: PATH, content }];
    if (settings.length === 0) return { settings: [], operations };
    const effective = await host.sshdConfig();
    const used = parseSshd(effective ?? current ?? '');
    const states = settings.map((setting) => {
      const value = used.get(setting.name.toLowerCase()) ?? 'not set here';
      const agrees = same(value, setting.value);
      const problem = agrees
        ? isSame
          ? undefined
          : NOT_KEPT
        : isSame
          ? 'Another file of sshd comes before ours. Look at the Include in /etc/ssh/sshd_config.'
          : undefined;
      return found(setting, agrees ? setting.value : value, problem);
    });
    const comes = all.some(
      ({ kind, name, value }) => kind === 'packages' && name === 'openssh-server' && value === 'present',
    );
    const isThere = comes || !host.isLive || (await host.exists('/usr/sbin/sshd'));
    const includes = /^[ \t]*Include[ \t]+\/etc\/ssh\/sshd_config\.d\/\*\.conf/m;
    const main = await host.read(MAIN);
    return {
      settings: states,
      operations,
      blockers: isThere
        ? []
        : ['There is no sshd on this machine. Add openssh-server to the packages, or take the step out.'],
      notes:
        main === null || includes.test(main)
          ? []
          : [`${MAIN} does not include ${PATH.replace(/[^/]+$/, '*.conf')}, so sshd does not read our file.`],
      lockout: isSame || !host.isRoot ? null : await lockoutOf(host, settings, all, used),
    };
  },
};

/** The file that sets them. */
export const renderSshd = (settings: Wanted): string =>
  `${header('#')}${settings.map(({ name, value }) => `${name} ${value}\n`).join('')}`;

/** What such a text sets, by names in lower case; the first value counts, up to a Match. Pure. */
export function parseSshd(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] =
      /^[ \t]*([A-Za-z][A-Za-z0-9]*)(?:[ \t]*=[ \t]*|[ \t]+)(.*?)[ \t]*$/.exec(line) ?? [];
    if (/^match$/i.test(name)) break;
    if (name && !values.has(name.toLowerCase())) values.set(name.toLowerCase(), value);
  }
  return values;
}

/** `sshd -T` says `without-password` for prohibit-password, and times in seconds. */
const same = (used: string, wanted: string): boolean =>
  used.toLowerCase().replace('without-password', 'prohibit-password') === wanted.toLowerCase();

/** Why nobody might come in any more with these settings; null when somebody can, or they close nothing. */
async function lockoutOf(
  host: Host,
  settings: Wanted,
  all: Wanted,
  used: ReadonlyMap<string, string>,
): Promise<string | null> {
  const wantedValue = (name: string, fallback: string) =>
    settings.find((setting) => setting.name === name)?.value ?? used.get(name.toLowerCase()) ?? fallback;
  if (!settings.some(({ name }) => name === 'PermitRootLogin' || name === 'PasswordAuthentication'))
    return null;
  const passwords = withPassword((await host.read('/etc/shadow')) ?? '');
  const people: Access[] = [];
  for (const account of await readPeople(host))
    people.push({
      name: account.name,
      isRoot: account.uid === 0,
      hasPassword: passwords.has(account.name),
      hasKey: await hasKey(host, account, all),
    });
  return wayIn(people, {
    permitRootLogin: wantedValue('PermitRootLogin', 'prohibit-password'),
    passwordAuthentication: wantedValue('PasswordAuthentication', 'yes') !== 'no',
  });
}

/** Whether a user has a key now, or gets one by the same profiles. */
async function hasKey(host: Host, account: Account, all: Wanted): Promise<boolean> {
  if (all.some(({ kind, name }) => kind === 'authorized_keys' && name.startsWith(`${account.name} `)))
    return true;
  const text = await host.readForeign(keysFile(account));
  return /^[ \t]*[^#\s].*\bAAAA/m.test(text ?? '');
}
