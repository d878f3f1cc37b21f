import { describe, expect, it } from 'vitest';
import type { KnownVersion, PackagePolicy } from '../../../src/probe/packages/parse-policy.ts';
import type { PackageRecord } from '../../../src/probe/packages/parse-records.ts';
import type { ReleaseInfo } from '../../../src/probe/packages/parse-releases.ts';
import { pinnedAway } from '../../../src/probe/packages/pinned.ts';
import { aptProblem, malformedFiles, unreadableFiles } from '../../../src/probe/packages/problems.ts';
import { requirementsOf, requirementsSentence } from '../../../src/probe/packages/requirements.ts';
import { securityOfRelease, securityOfUpdate } from '../../../src/probe/packages/security.ts';

const release = (origin: string, label: string, archive: string): ReleaseInfo => ({
  priority: 500,
  origin,
  label,
  archive,
  codename: '',
  site: '',
});

const RELEASES = new Map([
  ['updates', release('Debian', 'Debian', 'stable-updates')],
  ['security', release('Debian', 'Debian-Security', 'stable-security')],
  ['vendor', release('Vendor', 'Vendor', 'stable')],
  ['status', release('', '', 'now')],
]);

const version = (name: string, files: string[], installed = false, priority = 500): KnownVersion => ({
  version: name,
  priority,
  installed,
  phased: null,
  files: files.map((file) => ({ priority, file })),
});

const table = (...versions: KnownVersion[]): PackagePolicy => ({
  installed: versions.find(({ installed }) => installed)?.version ?? null,
  candidate: versions[0]?.version ?? null,
  versions,
});

it.each([
  ['Debian', 'Debian-Security', 'stable-security', 'yes'],
  ['Debian', 'Debian', 'stable-updates', 'no'],
  ['Ubuntu', 'Ubuntu', 'noble-security', 'yes'],
  ['Ubuntu', 'Ubuntu', 'noble-updates', 'no'],
  ['UbuntuESMApps', 'UbuntuESMApps', 'jammy-apps-security', 'yes'],
  ['UbuntuESM', 'UbuntuESM', 'jammy-infra-updates', 'yes'],
  ['Raspbian', 'Raspbian', 'oldstable', 'unknown'],
  ['Debian Backports', 'Debian Backports', 'stable-backports', 'unknown'],
  ['', '', '', 'unknown'],
] as const)('%s / %s / %s is security: %s', (origin, label, archive, answer) => {
  expect(securityOfRelease(release(origin, label, archive))).toBe(answer);
});

describe('an update is a security update', () => {
  const installed = version('1', ['status'], true);
  it.each([
    ['when its candidate is', [version('2', ['security'])], 'yes'],
    ['when a version on the way is', [version('3', ['updates']), version('2', ['security'])], 'yes'],
    ['not when only the installed one was', [version('3', ['updates'])], 'no'],
    ['when one of two archives says so', [version('2', ['updates', 'security'])], 'yes'],
    ['not when Debian and a mirror offer it', [version('2', ['vendor', 'updates'])], 'no'],
    ['perhaps when nobody says', [version('2', ['vendor'])], 'unknown'],
    [
      'perhaps when one on the way does not say',
      [version('3', ['updates']), version('2', ['vendor'])],
      'unknown',
    ],
  ] as const)('%s', (_, newer, answer) => {
    const candidate = newer[0].version;
    expect(securityOfUpdate(table(...newer, installed), candidate, RELEASES)).toBe(answer);
  });

  it('whatever lies above the candidate', () => {
    const policy = table(version('3', ['security']), version('2', ['updates']), installed);
    expect(securityOfUpdate(policy, '2', RELEASES)).toBe('no');
  });
});

describe('a version is pinned away', () => {
  const base = { installed: '1', candidate: '1' };
  const notAutomatic = (file: string) => file === 'backports';
  const current = version('1', ['updates'], true);

  it('when it is newer and not chosen', () => {
    const versions = [version('2', ['updates'], false, -1), current];
    expect(pinnedAway({ ...base, versions }, notAutomatic)?.version).toBe('2');
  });
  it('not when it is from backports by nature', () => {
    const versions = [version('2', ['backports'], false, 100), current];
    expect(pinnedAway({ ...base, versions }, notAutomatic)).toBeUndefined();
  });
  it('even below one from backports', () => {
    const versions = [
      version('3', ['backports'], false, 100),
      version('2', ['updates'], false, 400),
      current,
    ];
    expect(pinnedAway({ ...base, versions }, notAutomatic)?.version).toBe('2');
  });
  it('not when another one is chosen, or nothing is newer', () => {
    expect(
      pinnedAway(
        { installed: '1', candidate: '2', versions: [version('2', ['updates']), current] },
        notAutomatic,
      ),
    ).toBeUndefined();
    expect(pinnedAway({ ...base, versions: [current] }, notAutomatic)).toBeUndefined();
  });
});

describe('what an upgrade requires', () => {
  const record = (name: string, rest: Partial<PackageRecord> = {}): PackageRecord => ({
    name,
    arch: 'amd64',
    version: '1',
    bytes: 1,
    installedBytes: 1,
    source: { name, version: '1' },
    depends: [],
    conflicts: [],
    provides: [],
    ...rest,
  });
  const changes = (added: PackageRecord[], removed: PackageRecord[]) => ({
    added: new Map(added.map((entry) => [entry.name, entry])),
    removed: new Map(removed.map((entry) => [entry.name, entry])),
  });

  it.each([
    ['a new package', record('a', { depends: ['b'] }), changes([record('b'), record('z')], []), ['b'], []],
    [
      'what a new package needs itself, also under another name',
      record('a', { depends: ['b'] }),
      changes([record('b', { depends: ['virtual'] }), record('c', { provides: ['virtual'] })], []),
      ['b', 'c'],
      [],
    ],
    [
      'the end of what it breaks',
      record('a', { conflicts: ['old'] }),
      changes([], [record('old'), record('y')]),
      [],
      ['old'],
    ],
    [
      'the end of what needs the older one',
      record('a'),
      changes([], [record('user', { depends: ['a'] })]),
      [],
      ['user'],
    ],
    ['nothing', record('a', { depends: ['libc6'] }), changes([record('b')], [record('old')]), [], []],
  ] as const)('%s', (_, upgraded, plan, added, removals) => {
    expect(requirementsOf(upgraded, plan)).toEqual({ new: added, removals });
  });

  it('is said in a sentence', () => {
    expect(requirementsSentence({ new: ['b', 'c'], removals: ['d'] })).toBe(
      'Needs new: b, c. Needs the removal of: d.',
    );
    expect(requirementsSentence({ new: [], removals: [] })).toBeNull();
  });
});

describe('a problem', () => {
  it.each([
    ['E: Malformed entry 1 in list file /x/a.list ([option] not assignment)', 'sources_malformed'],
    ['E: Malformed stanza 1 in source list /x/a.sources (type)', 'sources_malformed'],
    ["E: Type 'debb' is not known on line 1 in source list /x/a.list", 'sources_malformed'],
    ['E: Unable to parse package file /var/lib/dpkg/status (1)', 'status_corrupt'],
    ['E: Unable to parse package file /var/lib/apt/lists/x_Packages (1)', 'lists_corrupt'],
    ["E: Unmet dependencies. Try 'apt --fix-broken install'", 'unmet_dependencies'],
    ['E: Syntax error /etc/apt/apt.conf.d/99x:1: Unexpected end of file', 'apt_config_invalid'],
    [
      'E: Invalid record in the preferences file /etc/apt/preferences, no Package header',
      'preferences_malformed',
    ],
    ['E: Something else', 'apt_failed'],
  ])('%s is %s', (stderr, code) => {
    const problem = aptProblem({ exitCode: 100, stderr });
    expect(problem.code).toBe(code);
    expect(problem.message).toContain(stderr.slice(3));
  });

  it('is never longer than the wire allows, and keeps the next step', () => {
    const { message } = aptProblem({ exitCode: 100, stderr: `E: ${'x'.repeat(9000)}` });
    expect(message).toHaveLength(4000);
    expect(message).toMatch(/see more\.$/);
  });

  it('names the files that were passed over or not understood', () => {
    const unreadable = unreadableFiles(
      'W: Unable to read /etc/apt/sources.list.d/a.sources - open (13: Permission denied)\nW: other',
    );
    expect([...unreadable]).toEqual([
      ['/etc/apt/sources.list.d/a.sources', expect.stringContaining('(Permission denied)')],
    ]);
    const malformed = malformedFiles(
      'E: Malformed entry 1 in list file /x/a.list (URI)\nE: The list of sources could not be read.',
    );
    expect([...malformed]).toEqual([['/x/a.list', expect.stringContaining('Malformed entry 1')]]);
  });
});
