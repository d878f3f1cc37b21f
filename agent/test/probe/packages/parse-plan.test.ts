import { describe, expect, it, vi } from 'vitest';
import { parseSimulation } from '../../../src/probe/packages/parse-plan.ts';
import { captured, lines } from './support.ts';

describe('a simulated full upgrade', () => {
  it('has the names of the head', async () => {
    const { head } = await parseSimulation(captured('simulation'));
    expect(head).toMatchObject({
      added: ['lab-extra'],
      removed: ['lab-old'],
      keptBack: ['lab-broken', 'lab-held', 'lab-phased'],
      autoremovable: ['lab-leftover', 'lab-orphan'],
      downgraded: [],
      phased: [],
    });
    expect(head.upgraded).toHaveLength(11);
    expect(head.upgraded).toContain('lab-multi:i386');
  });

  it('has one step for each package, whatever stands behind it', async () => {
    const { steps } = await parseSimulation(captured('simulation'));
    expect(steps).toHaveLength(13);
    expect(steps.find(({ name }) => name === 'lab-multi')).toEqual({
      kind: 'Inst',
      name: 'lab-multi',
      arch: 'amd64',
      from: '1.0',
      to: '1.1',
    });
    expect(steps.find(({ kind }) => kind === 'Remv')).toMatchObject({
      name: 'lab-old',
      from: '1.0',
      to: null,
    });
  });

  it('announces the head before the steps come', async () => {
    const onHead = vi.fn();
    async function* untilSummary() {
      for (const line of captured('simulation')) {
        if (line.startsWith('Inst ')) expect(onHead).toHaveBeenCalledOnce();
        yield line;
      }
    }
    await parseSimulation(untilSummary(), onHead);
    expect(onHead).toHaveBeenCalledOnce();
  });
});

it('reads the sentences on unmet dependencies, also those that go on', async () => {
  expect([...(await parseSimulation(captured('simulation-unmet'))).unmet]).toEqual([
    ['lab-broken', 'Depends: lab-that-does-not-exist but it is not installable'],
  ]);
  const two = lines(`The following packages have unmet dependencies:
 libfoo1 : Depends: libbar1 (>= 2) but 1.0 is to be installed
           Breaks: foo (< 2)
 foo : Depends: baz but it is not going to be installed
E: Unable to correct problems, you have held broken packages.`);
  expect([...(await parseSimulation(two)).unmet]).toEqual([
    ['libfoo1', 'Depends: libbar1 (>= 2) but 1.0 is to be installed; Breaks: foo (< 2)'],
    ['foo', 'Depends: baz but it is not going to be installed'],
  ]);
});

it.each([
  ['The following upgrades have been deferred due to phasing:\n  a b\n', 'phased'],
  ['Not upgrading yet due to phasing:\n  a b\n', 'phased'],
  ['The following packages have been kept back:\n  a\n  b\n', 'keptBack'],
  ['Not upgrading:\n  a b\n', 'keptBack'],
  ['The following package was automatically installed and is no longer required:\n  a b\n', 'autoremovable'],
  ['The following packages will be DOWNGRADED:\n  a b\n', 'downgraded'],
  ['REMOVING:\n  a*  b*\n', 'removed'],
  ['The following packages will be REMOVED:\n  a* b*\n', 'removed'],
] as const)('knows the heading %j', async (text, key) => {
  const { head } = await parseSimulation(lines(`${text}Use 'apt autoremove' to remove them.\n  c\n`));
  expect(head[key]).toEqual(['a', 'b']);
});

it.each([
  ['Inst foo [1] (2 Some Label:12.5/stable, Other [x]:1/y [amd64])', 'amd64', '1', '2'],
  ['Inst foo (2 [all])', 'all', null, '2'],
  [
    'Inst foo [1:1~rc1-2+b1] (1:1-1 Debian-Security:12/stable-security [arm64]) []',
    'arm64',
    '1:1~rc1-2+b1',
    '1:1-1',
  ],
])('reads %s', async (line, arch, from, to) => {
  expect((await parseSimulation([line])).steps).toEqual([{ kind: 'Inst', name: 'foo', arch, from, to }]);
});

it('takes a package that is removed for a moment and installed again as upgraded', async () => {
  const { steps } = await parseSimulation(['Remv foo [1]', 'Inst foo (2 [all])']);
  expect(steps).toEqual([{ kind: 'Inst', name: 'foo', arch: 'all', from: '1', to: '2' }]);
});
