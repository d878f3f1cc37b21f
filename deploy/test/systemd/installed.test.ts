import { afterAll, beforeAll, describe } from 'vitest';
import { type Installation, install, machineProblem } from '../support/systemd.ts';
import { agentAway } from './installed/agent-away.ts';
import { interrupted } from './installed/interrupted.ts';
import { pathUnit } from './installed/path-unit.ts';
import { rebootAction } from './installed/reboot-action.ts';
import { rebootMidway } from './installed/reboot-midway.ts';
import { twoRequests } from './installed/two-requests.ts';
import { units } from './installed/units.ts';

const problem = await machineProblem();
if (problem) console.log(`skipped: rows 1, 3, 15 and 20 under systemd, and the units: ${problem}`);

/** One machine for all, because most of their time would go into installing it. Each leaves it able to work. */
describe.runIf(!problem)('on a machine with the agent installed', () => {
  let world: Installation;
  beforeAll(async () => {
    world = await install(['lab-app=1.0']);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  for (const cases of [units, pathUnit, twoRequests, interrupted, agentAway, rebootMidway, rebootAction])
    cases(() => world);
});
