import { DEBIAN_12, kindProblem, type MachineKind } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { endOf, type MachineItem } from '../support/api.ts';
import { call } from '../support/collector.ts';
import { bareMachines, newLine, typeLine } from '../support/install-line.ts';
import { KINDS, stepsOn } from '../support/steps.ts';
import { addArchives, machineProblem } from '../support/systemd.ts';

const problem = await machineProblem();
if (problem) console.log(`skipped: a fleet of machines: ${problem}`);

const SIZE = 4;
const step = stepsOn(`${SIZE} machines at once`);

/** As many kinds as can be had here. */
async function fleetKinds(): Promise<MachineKind[]> {
  const kinds: MachineKind[] = [];
  for (const kind of KINDS)
    if (kind.privilege !== 'no nesting' && !(await kindProblem(kind))) kinds.push(kind);
  return Array.from({ length: SIZE }, (_, index) => kinds[index] ?? DEBIAN_12);
}

test.runIf(!problem)('a fleet joins at once by one line, whose token counts, and acts as one', async () => {
  const kinds = await fleetKinds();
  await using world = await step('booted', () => bareMachines([...kinds, DEBIAN_12]));
  const { machines, url } = world;
  await Promise.all(machines.map((machine) => addArchives(machine, ['nodejs'])));
  const fleet = machines.slice(0, SIZE);
  const { installCommand } = await newLine(url, SIZE);

  await step('installed by the same line', async () => {
    const ends = await Promise.all(fleet.map((machine) => typeLine(machine, installCommand)));
    for (const { exitCode, output } of ends) expect(exitCode, output).toBe(0);
    const { items } = await call<{ items: MachineItem[] }>(url, 'GET', '/api/machines');
    expect(items.map(({ hostname }) => hostname).sort()).toEqual(fleet.map(({ name }) => name).sort());
    expect(items.every(({ connected }) => connected)).toBe(true);
  });

  await step('one more machine is refused', async () => {
    const { exitCode, output } = await typeLine(machines[SIZE]!, installCommand);
    expect(exitCode, output).toBe(18);
    expect(output).toMatch(/The enrolment token has been used/);
  });

  await step('all are refreshed by one request', async () => {
    const body = { all: true, action: 'apt_refresh' };
    const asked = await call<{ items: { executionId: string }[] }>(url, 'POST', '/api/actions', body);
    expect(asked.items).toHaveLength(SIZE);
    for (const { executionId } of asked.items)
      expect(await endOf(url, executionId, 120_000)).toMatchObject({ status: 'ok' });
  });
});
