import { expect, it } from 'vitest';
import type { Details } from '../../../src/probe/packages/details.ts';
import { explainKeptBack } from '../../../src/probe/packages/kept-back.ts';
import { InstalledIndex } from '../../../src/probe/packages/parse-installed.ts';
import { parseSimulation } from '../../../src/probe/packages/parse-plan.ts';
import { lines } from './support.ts';

/** apt from 2.8 on lists phased packages apart; the apt of the sandbox roots may be older, so its answers are given here. */
const HEAD = `The following upgrades have been deferred due to phasing:
  held later
The following packages have been kept back:
  choosy
0 upgraded, 0 newly installed, 0 to remove and 3 not upgraded.`;

const entry = (name: string, held = false) => ({ name, arch: 'amd64', version: '1', held, complete: true });
const details: Details = {
  policy: new Map(),
  releases: new Map(),
  pinned: new Map(),
  record: () => undefined,
};

const answering = (output: string, asked: string[][]) => ({
  simulate: async (args: readonly string[]) => {
    asked.push([...args]);
    return { exitCode: 0, stderr: '', value: await parseSimulation(lines(output)) };
  },
});

it('believes the heading on phased packages, after a hold, and asks only about the others', async () => {
  const { head } = await parseSimulation(lines(HEAD));
  const index = new InstalledIndex([entry('held', true), entry('later'), entry('choosy')], 'amd64');
  const asked: string[][] = [];
  const reader = answering('The following packages will be REMOVED:\n  dear\n', asked);
  const verdicts = await explainKeptBack(reader, head, index, details);
  expect([...verdicts].map(([name, { status }]) => [name, status]).sort()).toEqual([
    ['choosy', 'kept_back'],
    ['held', 'held'],
    ['later', 'phased'],
  ]);
  expect(verdicts.get('choosy')?.reason).toBe('Kept back. Needs the removal of: dear.');
  expect(asked).toEqual([['install', 'choosy']]);
});
