import type { ErrorKind } from '@suivi/shared';

/** What apt and dpkg say of a failure, the more telling first. */
const CAUSES: readonly (readonly [RegExp, ErrorKind])[] = [
  [/^E: .*(?:Permission denied|are you root)/, 'permission_denied'],
  [
    /^E: (?:Could not get lock|Unable to (?:acquire the dpkg|lock))|frontend lock was locked by another process/,
    'lock_timeout',
  ],
  [/No space left on device|^E: You don't have enough free space/, 'disk_full'],
  [/^E: dpkg was interrupted/, 'dpkg_interrupted'],
  [/^E: (?:Failed to fetch|Unable to fetch some archives)|Hash Sum mismatch/, 'download_failed'],
  [/^E: .*(?:[Uu]nmet dependencies|held broken packages|Unable to correct problems)/, 'unmet_dependencies'],
];

/** What a log says was the cause of a failure, and the line that says so; null when it names none that is known. */
export function causeOf(log: string): { kind: ErrorKind; line: string } | null {
  const lines = log.split('\n');
  for (const [pattern, kind] of CAUSES) {
    const line = lines.find((one) => pattern.test(one));
    if (line !== undefined) return { kind, line: line.slice(0, 500) };
  }
  return null;
}
