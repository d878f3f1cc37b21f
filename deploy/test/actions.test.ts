import { writeFile } from 'node:fs/promises';
import { eventually, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { type Event, endOf, machineUntil } from './support/api.ts';
import { all, call, rebuildState, startCollector } from './support/collector.ts';
import { createMachine } from './support/machine.ts';

interface Step {
  operation: string;
  name: string;
  from: string | null;
  to: string | null;
}
interface PlanAnswer {
  planId: string;
  plan: { planHash: string; steps: Step[]; left: { name: string; status: string }[] };
}
type Asked = { jobId: string; executionId: string };
interface Ended {
  status: string;
  errorKind: string | null;
  reportId: string;
  result: { changes?: Step[]; planDifference?: { missing: Step[]; extra: Step[] } };
}

/** A collector, and an agent on a sandbox root that has been analysed. */
async function world() {
  const stack = new AsyncDisposableStack();
  const data = stack.use(await temporaryDirectory('collector'));
  const collector = await startCollector(data.path);
  stack.use(collector.program);
  const machine = stack.use(await createMachine(collector.url));
  const id = await machine.enrol(collector.url);
  stack.use(await machine.start({ SU_REFRESH_HOURS: '0' }));
  await machine.firstAnalysis(collector.url, id);
  const { url } = collector;
  return {
    data,
    url,
    id,
    root: machine.root,
    plan: (body: object) => call<PlanAnswer>(url, 'POST', `/api/machines/${id}/plan`, body),
    ask: (body: object) => call<Asked>(url, 'POST', `/api/machines/${id}/actions`, body),
    ended: async ({ executionId }: Asked) => {
      await endOf(url, executionId, 120_000);
      return call<Ended>(url, 'GET', `/api/executions/${executionId}`);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const names = (steps: readonly Step[]) => steps.map(({ name }) => name).sort();

test('a plan is shown, approved and run, and what came of it is told everywhere', async () => {
  await using one = await world();
  const { url, id, root } = one;
  await root.hold('lab-held');
  await writeFile(root.path('etc/lab-conf.conf'), 'value=mine\n');

  const { plan } = await one.plan({ action: 'apt_full_upgrade' });
  expect(plan.left).toMatchObject(
    expect.arrayContaining([expect.objectContaining({ name: 'lab-held', status: 'held' })]),
  );
  const asked = await one.ask({
    action: 'apt_full_upgrade',
    planHash: plan.planHash,
    reason: 'monthly round',
  });
  const ended = await one.ended(asked);
  expect(ended).toMatchObject({ status: 'ok', errorKind: null });
  expect(names(ended.result.changes ?? [])).toEqual(names(plan.steps));

  const log = await call<string>(url, 'GET', `/api/executions/${asked.executionId}/log`);
  expect(log).toContain('Setting up lab-app');
  const report = await call<string>(url, 'GET', `/api/reports/${ended.reportId}/content`);
  expect(report).toMatch(/monthly round/);
  expect(report).toMatch(/lab-conf\.conf\.dpkg-dist/);
  const { items } = await call<{ items: { category: string; message: string }[] }>(
    url,
    'GET',
    `/api/important-messages?machineId=${id}`,
  );
  expect(items.map(({ category }) => category)).toContain('conffile');
  await machineUntil(url, id, 'nothing left to upgrade', ({ state }) => state.aptUpdatesCount === 0);
  const events = await all<Event>(url, `/api/machines/${id}/events`);
  expect(events.filter(({ eventType }) => eventType === 'action_apt_full_upgrade')).toHaveLength(1);
  expect(
    events.filter(({ eventType }) => eventType === 'local_apt_run'),
    'our own run is no local one',
  ).toEqual([]);
  expect(await rebuildState(one.data.path)).toMatch(/0 differences/);
});

test('what was approved is what runs: a plan that has changed is refused with the difference', async () => {
  await using one = await world();
  const { plan } = await one.plan({ action: 'apt_upgrade' });
  await one.root.ensure('apt-get', '-y', 'install', 'lab-app');
  const ended = await one.ended(await one.ask({ action: 'apt_upgrade', planHash: plan.planHash }));
  expect(ended).toMatchObject({ status: 'error', errorKind: 'plan_changed' });
  expect(names(ended.result.planDifference?.missing ?? [])).toEqual(['lab-app']);
  await eventually(
    async () =>
      (await all<Event>(one.url, `/api/machines/${one.id}/events`)).some(
        ({ eventType }) => eventType === 'action_apt_upgrade',
      ),
    { what: 'the refusal on the timeline' },
  );
});

test('what nobody has seen removes nothing, unless that was said', async () => {
  await using one = await world();
  await one.root.offer('removal');
  const refused = await one.ended(await one.ask({ action: 'apt_full_upgrade', plan: 'current' }));
  expect(refused).toMatchObject({ status: 'error', errorKind: 'removals_refused' });
  const allowed = await one.ended(
    await one.ask({ action: 'apt_full_upgrade', plan: 'current', allowRemovals: true }),
  );
  expect(allowed.status).toBe('ok');
  expect(allowed.result.changes).toMatchObject(
    expect.arrayContaining([expect.objectContaining({ operation: 'remove', name: 'lab-old' })]),
  );
});
