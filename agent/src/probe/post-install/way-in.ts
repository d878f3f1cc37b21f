/** Who could sign in over SSH, and with what. */
export interface Access {
  readonly name: string;
  readonly isRoot: boolean;
  readonly hasPassword: boolean;
  readonly hasKey: boolean;
}

/** The settings of sshd that decide it. */
export interface Doors {
  /** yes | no | prohibit-password, or its older name. */
  readonly permitRootLogin: string;
  readonly passwordAuthentication: boolean;
}

/** Why nobody would come in any more, as a sentence; null when somebody can. Pure. */
export function wayIn(people: readonly Access[], doors: Doors): string | null {
  const comesIn = ({ isRoot, hasPassword, hasKey }: Access): boolean => {
    if (isRoot && doors.permitRootLogin === 'no') return false;
    const byPassword = doors.passwordAuthentication && (!isRoot || doors.permitRootLogin === 'yes');
    return hasKey || (hasPassword && byPassword);
  };
  if (people.some(comesIn)) return null;
  const who = people.map(({ name }) => name).join(', ') || 'nobody has a shell';
  return (
    `With these settings of sshd nobody could sign in any more (${who}): there is no key that would still count. ` +
    'Add authorised keys to a profile first, or force it.'
  );
}
