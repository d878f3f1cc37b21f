import type { Host } from './host.ts';

/** An account as /etc/passwd, /etc/shadow and /etc/group have it. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
  readonly shell: string;
}

const LINE = /^([^:\n]+):[^:\n]*:(\d+):\d+:[^:\n]*:([^:\n]*):([^:\n]*)$/gm;

/** The accounts in a text of the form of /etc/passwd. Pure. */
export const parseAccounts = (text: string): Account[] =>
  [...text.matchAll(LINE)].map(([, name = '', uid, home = '', shell = '']) => ({
    name,
    uid: Number(uid),
    home,
    shell,
  }));

/** Accounts of people: root, and those from 1000 on that may have a shell. */
export const readPeople = async (host: Host): Promise<Account[]> =>
  parseAccounts((await host.read('/etc/passwd')) ?? '').filter(
    ({ uid, shell }) => (uid === 0 || (uid >= 1000 && uid < 60_000)) && !/(nologin|false)$/.test(shell),
  );

/** The names of those who have a password that works, by the text of /etc/shadow. Pure. */
export const withPassword = (shadow: string): ReadonlySet<string> =>
  new Set([...shadow.matchAll(/^([^:\n]+):(\$[^:\n]+):/gm)].map(([, name = '']) => name));

/** The file of a user's keys. */
export const keysFile = ({ home }: Pick<Account, 'home'>): string => `${home}/.ssh/authorized_keys`;
