import type { PackageFailure } from '@suivi/shared';

/** A line with which dpkg begins to speak of a package. */
const HEADING =
  /^(?:Setting up|Unpacking|Preparing to unpack|Removing|Purging configuration files for|Selecting previously unselected package|Processing triggers for) /;
const BROKEN = /^dpkg: error processing (?:package (\S+?)(?::\S+)?|archive (\S+)) \(--\w+(?:-\w+)*\):$/;
const MOST_LINES = 20;
const MOST_FAILURES = 200;

/** The packages that dpkg gave up, in order, each with the last lines that were said about it. */
export function parseFailures(log: string): PackageFailure[] {
  const failures = new Map<string, PackageFailure>();
  let lines: string[] = [];
  const all = log.split('\n');
  for (const [at, line] of all.entries()) {
    if (HEADING.test(line)) lines = [];
    lines.push(line);
    const [, plain, archive] = BROKEN.exec(line) ?? [];
    const name = plain ?? (archive && packageOfArchive(archive));
    if (!name) continue;
    const reason = (all[at + 1] ?? '').trim();
    if (!failures.has(name) && failures.size < MOST_FAILURES)
      failures.set(name, failure(name, reason, [...lines, ...(reason ? [` ${reason}`] : [])]));
    lines = [];
  }
  return [...failures.values()];
}

const failure = (name: string, reason: string, lines: readonly string[]): PackageFailure => ({
  name: name.slice(0, 256),
  message: (reason || 'dpkg gave no reason.').slice(0, 2000),
  lines: lines.slice(-MOST_LINES).map((line) => line.slice(0, 2000)),
});

/** The file of a package is named `<name>_<version>_<arch>.deb`. */
const packageOfArchive = (path: string): string => path.replace(/^.*\//, '').replace(/_.*$/, '');

/** Whether it was a script of the package that failed. */
export const isScriptFailure = ({ message }: PackageFailure): boolean => /script subprocess/.test(message);

/** Whether the package only waits for another one that failed. */
export const isFollowing = ({ message }: PackageFailure): boolean => /^dependency problems/.test(message);
