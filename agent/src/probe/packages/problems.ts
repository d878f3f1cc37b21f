import type { CommandEnd } from '../../host/exec.ts';

/** Why apt could not make a plan: a code for programs, and for people apt's own sentence and the next step. */
export interface AptProblem {
  readonly code: string;
  readonly message: string;
}

const KNOWN: readonly { code: string; says: RegExp; next: string }[] = [
  {
    code: 'apt_config_invalid',
    says: /Syntax error .*:\d+|apt\.conf/,
    next: "Correct apt's configuration; the message names the file and the line.",
  },
  {
    code: 'sources_malformed',
    says: /Malformed (entry|line|stanza)|list of sources could not be read|Type '.*' is not known on/,
    next: 'Correct the file under sources.list.d that the message names.',
  },
  {
    code: 'preferences_malformed',
    says: /preferences file|Invalid record in the preferences|Did not understand pin type/,
    next: 'Correct the file under preferences.d that the message names.',
  },
  {
    code: 'status_corrupt',
    says: /Unable to parse package file \S*\/status|status file .*could not be (parsed|opened)/,
    next: 'Restore the status file from /var/backups/dpkg.status.*, or repair the stanza that the message names.',
  },
  {
    code: 'lists_corrupt',
    says: /Unable to parse package file|package cache file is corrupted|package lists .*could not be parsed/,
    next: "Delete the files under apt's lists directory and refresh.",
  },
  {
    code: 'unmet_dependencies',
    says: /[Uu]nmet dependencies|held broken packages|Unable to satisfy dependencies/,
    next: 'Look at what `apt-get --fix-broken install` would do, and run it.',
  },
];

const MAX_MESSAGE = 4000;

/** The problem behind a command that failed. `details` are further sentences of apt's, e.g. which dependencies are unmet. */
export function aptProblem(end: CommandEnd, details: readonly string[] = []): AptProblem {
  if (end.failure) {
    const code = / is not installed\.$/.test(end.failure) ? 'apt_missing' : 'apt_unavailable';
    return problem(code, end.failure, 'Check that apt works on this machine.');
  }
  const errors = errorLines(end.stderr);
  const sentence =
    [...new Set([...details, ...errors].map(asSentence))].join(' ') ||
    `apt-get ended with exit code ${end.exitCode}.`;
  const known = KNOWN.find(({ says }) => errors.some((line) => says.test(line)));
  return problem(
    known?.code ?? 'apt_failed',
    sentence,
    known?.next ?? 'Run `apt-get -s dist-upgrade` on the machine to see more.',
  );
}

const problem = (code: string, sentence: string, next: string): AptProblem => ({
  code,
  message: `${sentence.slice(0, MAX_MESSAGE - next.length - 1)} ${next}`,
});

const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The sentences that apt marks as errors; how, depends on its `APT::Output-Version`. */
export const errorLines = (stderr: string): string[] =>
  stderr.split('\n').flatMap((line) => /^E(?:rror)?: (.*)$/.exec(line)?.[1] ?? []);

/** The files that apt could not read and passed over: only a warning to apt, and exit code 0. By path, in a sentence. */
export const unreadableFiles = (stderr: string): Map<string, string> =>
  new Map(
    matchLines(stderr, /^W(?:arning)?: Unable to read (\S+) - (?:\w+ )?\(?(?:\d+: )?(.+?)\)?$/).map(
      ([path, reason]) => [
        path,
        `apt could not read this file (${reason}), so what it says is not known. Make it readable for everyone.`,
      ],
    ),
  );

/** The sources files that apt does not understand, by path, with apt's sentence. */
export const malformedFiles = (stderr: string): Map<string, string> =>
  new Map(
    matchLines(stderr, /^E(?:rror)?: (?=.* in (?:list|sources?) (?:file|list) (\S+))(.*)$/).map(
      ([path, text]) => [path, text],
    ),
  );

const matchLines = (text: string, pattern: RegExp): [string, string][] =>
  text.split('\n').flatMap((line) => {
    const [, first, second] = pattern.exec(line) ?? [];
    return first && second ? [[first, second] as [string, string]] : [];
  });
