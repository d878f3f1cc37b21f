import { expect, it } from 'vitest';
import { parseSimulation } from '../../../src/probe/packages/parse-plan.ts';
import { newerVersions, parsePolicy } from '../../../src/probe/packages/parse-policy.ts';
import { parseReleases } from '../../../src/probe/packages/parse-releases.ts';
import { aptProblem, malformedFiles, unreadableFiles } from '../../../src/probe/packages/problems.ts';
import { captured } from './support.ts';

// Captured with the apt 3.0.4 of Debian 13; `output-30` with APT::Output-Version=30 in its settings.

it.each(['simulation', 'simulation-output-30'])('reads the %s of apt 3.0', async (name) => {
  const { head, steps } = await parseSimulation(captured(`apt-3.0/${name}`));
  expect({ ...head, upgraded: head.upgraded.toSorted() }).toEqual({
    upgraded: [
      'lab-all',
      'lab-app',
      'lab-conf',
      'lab-lib',
      'lab-multi',
      'lab-multi:i386',
      'lab-newdep',
      'lab-reboot',
      'lab-superseded',
      'lab-takeover',
    ],
    added: ['lab-extra'],
    removed: ['lab-old'],
    downgraded: [],
    keptBack: ['lab-broken', 'lab-held'],
    phased: ['lab-phased'],
    autoremovable: ['lab-leftover', 'lab-orphan'],
  });
  expect(steps).toHaveLength(12);
  expect(steps.find(({ name: step }) => step === 'lab-lib')).toEqual({
    kind: 'Inst',
    name: 'lab-lib',
    arch: 'amd64',
    from: '1.0',
    to: '1.0.1',
  });
});

it.each(['simulation-unmet', 'simulation-unmet-output-30'])('reads the %s of apt 3.0', async (name) => {
  const { unmet } = await parseSimulation(captured(`apt-3.0/${name}`));
  expect([...unmet]).toEqual([['lab-dependent', 'Depends: lab-needed but it is not installed']]);
});

it('reads the version tables and indexes of apt 3.0', async () => {
  const policy = await parsePolicy(captured('apt-3.0/policy'));
  expect(newerVersions(policy.get('lab-superseded')!).map(({ version }) => version)).toEqual(['1.2', '1.1']);
  expect(policy.get('lab-phased')?.versions[0]).toMatchObject({ phased: 0, priority: 500 });
  expect(policy.get('lab-pinned')).toMatchObject({ installed: '1.0', candidate: '1.0' });
  expect(policy.get('lab-removed')).toMatchObject({ installed: null, candidate: '1.1' });
  const releases = await parseReleases(captured('apt-3.0/releases'));
  expect(releases.get('copy:/srv/world/ubuntu noble-security/main amd64 Packages')).toMatchObject({
    label: 'Ubuntu',
    archive: 'noble-security',
  });
  expect(releases.size).toBe(8);
});

it('understands errors and warnings whether they are marked by a letter or by a word', () => {
  const malformed = 'Malformed entry 1 in list file /etc/apt/sources.list.d/b.list ([option] not assignment)';
  const unreadable = 'Unable to read /etc/apt/sources.list.d/x.sources - open (13: Permission denied)';
  for (const [error, warning] of [
    ['E', 'W'],
    ['Error', 'Warning'],
  ]) {
    const stderr = `${warning}: ${unreadable}\n${error}: ${malformed}\n${error}: The list of sources could not be read.`;
    const problem = aptProblem({ exitCode: 100, stderr });
    expect(problem.code).toBe('sources_malformed');
    expect(problem.message).toContain(malformed);
    expect([...malformedFiles(stderr)]).toEqual([['/etc/apt/sources.list.d/b.list', malformed]]);
    expect([...unreadableFiles(stderr).keys()]).toEqual(['/etc/apt/sources.list.d/x.sources']);
  }
});
