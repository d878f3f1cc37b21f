import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually, runSeed, seeded, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { allEnded, type EndedExecution, expectWholeLog, outboxEmpty } from './support/accounting.ts';
import { all, call, rebuildState, TOKEN } from './support/collector.ts';
import { createMachine, type Machine } from './support/machine.ts';
import { startRelay } from './support/proxy.ts';
import { killRunner, RestartingAgent, RestartingCollector } from './support/restarting.ts';

/** `npm run test:soak` asks for 200. */
const UPGRADES = Number(process.env.SU_TEST_SOAK ?? 12);
const MACHINES = Math.min(4, UPGRADES);
const PACKAGES = ['lab-app', 'lab-lib', 'lab-superseded', 'lab-conf'];

interface Event {
  readonly eventType: string;
  readonly executionId: string | null;
}

test(`${UPGRADES} upgrades on ${MACHINES} machines, with kills of agents, runners and collector and cuts of the link, all end truly, once`, async () => {
  const seed = runSeed();
  console.log(`seed ${seed} (SU_TEST_SEED=${seed} repeats this run), ${UPGRADES} upgrades (SU_TEST_SOAK)`);
  const random = seeded(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;

  await using stack = new AsyncDisposableStack();
  const data = stack.use(await temporaryDirectory('collector'));
  const relay = stack.use(await startRelay());
  const collector = stack.use(new RestartingCollector(data.path, relay));
  await collector.start();
  const fleet: { machine: Machine; id: string; agent: RestartingAgent; jobs: Set<string> }[] = [];
  for (let index = 0; index < MACHINES; index++) {
    const machine = stack.use(await createMachine(`http://127.0.0.1:${relay.port}`));
    const id = await machine.enrol(await collector.url());
    fleet.push({ machine, id, agent: stack.use(await RestartingAgent.start(machine)), jobs: new Set() });
  }

  let left = UPGRADES;
  const upgrades = Promise.all(
    fleet.map(async ({ machine, id, jobs }) => {
      while (left-- > 0) {
        await downgrade(machine);
        jobs.add(await requestUpgrade(collector, id));
        await endOfLast(collector, id, jobs);
      }
    }),
  );
  const kills = { agent: 0, runner: 0, collector: 0, link: 0 };
  let isOver = false;
  const chaos = (async () => {
    while (!isOver) {
      await pause(random() < 0.7 ? random() * 500 : random() * 3000);
      const victim = pick(['agent', 'agent', 'runner', 'runner', 'collector', 'link'] as const);
      const { agent, machine } = pick(fleet);
      if (victim === 'agent') await agent.kill();
      if (victim === 'runner' && !(await killRunner(machine))) continue;
      if (victim === 'collector') await collector.kill();
      if (victim === 'link') {
        relay.cut();
        await pause(random() * 300);
        relay.heal();
      }
      kills[victim] += 1;
    }
  })();
  await upgrades.finally(() => {
    isOver = true;
  });
  await chaos;

  const url = await collector.url();
  let runs = 0;
  for (const { machine, id, jobs } of fleet) {
    const executions = await allEnded(url, id, jobs, 120_000);
    expect(new Set(executions.map(({ jobId }) => jobId)).size, 'one execution a job').toBe(executions.length);
    const history = await readFile(machine.root.path('var/log/apt/history.log'), 'utf8');
    for (const execution of executions) {
      await expectTrueUpgrade(url, machine, execution);
      expect(history.split(`Suivi::Job=${execution.jobId}`).length - 1, 'apt ran once').toBe(1);
    }
    await outboxEmpty(machine);
    const events = await all<Event>(url, `/api/machines/${id}/events`);
    const ends = events.filter(({ eventType }) => eventType === 'action_apt_upgrade');
    expect(ends.map(({ executionId }) => executionId).sort(), 'one end on the timeline for each').toEqual(
      executions.map((one) => one.id).sort(),
    );
    runs += executions.length;
  }
  expect(runs).toBe(UPGRADES);
  expect(await rebuildState(data.path), 'rebuild-state finds no difference').toMatch(/0 differences/);
  console.log(`${runs} upgrades accounted for; kills: ${JSON.stringify(kills)}`);
}, 1_800_000);

async function expectTrueUpgrade(url: string, machine: Machine, execution: EndedExecution): Promise<void> {
  const { id, status, errorKind, errorMessage, resultJson } = execution;
  expect({ id, status, errorKind, errorMessage }).toEqual({
    id,
    status: 'ok',
    errorKind: null,
    errorMessage: null,
  });
  await expectWholeLog(url, machine, execution);
  const { changes } = JSON.parse(resultJson!) as { changes: { name: string; operation: string }[] };
  expect(changes.filter(({ operation }) => operation === 'upgrade').map(({ name }) => name)).toEqual(
    expect.arrayContaining(PACKAGES),
  );
}

/** Brings the packages back to where an upgrade has something to do. */
async function downgrade(machine: Machine): Promise<void> {
  await eventually(
    async () => {
      const wanted = PACKAGES.map((name) => `${name}=1.0`);
      return (await machine.root.aptGet('-y', '--allow-downgrades', 'install', ...wanted)).exitCode === 0;
    },
    { what: 'the packages at their old versions', timeoutMs: 120_000 },
  );
}

/** Asks for an upgrade until the collector has said that it will be done; the key makes a lost answer harmless. */
async function requestUpgrade(collector: RestartingCollector, id: string): Promise<string> {
  const key = randomUUID();
  const ask = async () => {
    const response = await fetch(`${await collector.url()}/api/machines/${id}/actions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ action: 'apt_upgrade', plan: 'current' }),
    });
    if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
    return ((await response.json()) as { jobId: string }).jobId;
  };
  return eventually(ask, { what: 'a job', timeoutMs: 300_000 });
}

/** Waits until no job of the machine is open any more. */
async function endOfLast(
  collector: RestartingCollector,
  id: string,
  jobs: ReadonlySet<string>,
): Promise<void> {
  const last = [...jobs].at(-1)!;
  const status = async () =>
    (await call<{ status: string }>(await collector.url(), 'GET', `/api/jobs/${last}`)).status;
  await eventually(
    () =>
      status().then(
        (now) => now === 'done',
        () => false,
      ),
    {
      what: `the end of job ${last} of machine ${id}`,
      timeoutMs: 180_000,
      intervalMs: 200,
    },
  );
}
