import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensure } from '../root/process.ts';

/** Who can log in at a test's SSH server, and what they may do there. */
export interface SshAccounts {
  /** Of `ada`, `bob` and `eve`. */
  readonly password: string;
}

const USERS = [
  ['ada', 2001],
  ['bob', 2002],
  ['eve', 2003],
] as const;

/** `ada` becomes root with her password, `bob` without one, `eve` not at all. */
const SUDOERS = `Defaults env_reset, !lecture, passwd_tries=3
Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
root ALL=(ALL:ALL) ALL
ada ALL=(ALL:ALL) ALL
bob ALL=(ALL:ALL) NOPASSWD: ALL
`;

/** Writes passwd, shadow, group and sudoers of the server into a folder. */
export async function writeAccounts(directory: string, { password }: SshAccounts): Promise<void> {
  const script = 'print crypt($ARGV[0], q($6$suivi$))';
  const hash = (await ensure('perl', ['-e', script, password])).stdout;
  const passwd = USERS.map(([name, id]) => `${name}:x:${id}:${id}::/tmp:/bin/sh\n`).join('');
  const texts: Record<string, [string, number]> = {
    passwd: [
      `root:x:0:0:root:/root:/bin/sh\nsshd:x:105:65534::/run/sshd:/usr/sbin/nologin\n${passwd}`,
      0o644,
    ],
    shadow: [`root:*:19000::::::\n${USERS.map(([name]) => `${name}:${hash}:19000::::::\n`).join('')}`, 0o600],
    group: [
      `root:x:0:\nshadow:x:42:\nnogroup:x:65534:\n${USERS.map(([name, id]) => `${name}:x:${id}:\n`).join('')}`,
      0o644,
    ],
    sudoers: [SUDOERS, 0o440],
  };
  for (const [name, [text, mode]] of Object.entries(texts)) {
    await writeFile(join(directory, name), text);
    await chmod(join(directory, name), mode);
  }
}
