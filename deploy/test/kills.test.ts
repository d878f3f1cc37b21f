import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually, runSeed, seeded, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { allEnded, expectWholeLog, outboxEmpty } from './support/accounting.ts';
import { all, call, rebuildState } from './support/collector.ts';
import { createMachine } from './support/machine.ts';
import { startRelay } from './support/proxy.ts';
import { RestartingAgent, RestartingCollector } from './support/restarting.ts';

/** `npm run test:soak` asks for 200. */
const KILLS = Number(process.env.SU_TEST_KILLS ?? 60);
/** After so many kills a job is awaited, so that a slow machine, too, has runs between them. */
const KILLS_A_JOB = 10;

interface Event {
  eventType: string;
  executionId: string | null;
  snapshotId: string | null;
}

test(`${KILLS} kills of agent, runner's parent and collector, and cuts of the link, lose and double nothing`, async () => {
  const seed = runSeed();
  console.log(`seed ${seed} (SU_TEST_SEED=${seed} repeats this run), ${KILLS} kills (SU_TEST_KILLS)`);
  const random = seeded(seed);
  const pick = <T>(...choices: T[]): T => choices[Math.floor(random() * choices.length)] as T;

  await using data = await temporaryDirectory('collector');
  await using relay = await startRelay();
  await using machine = await createMachine(`http://127.0.0.1:${relay.port}`);

  await using collector = new RestartingCollector(data.path, relay);
  await collector.start();
  const id = await machine.enrol(await collector.url());
  await using agent = await RestartingAgent.start(machine);

  const accepted = new Set<string>();
  const ask = async () => {
    const path = `/api/machines/${id}/actions`;
    await call<{ jobId: string }>(await collector.url(), 'POST', path, { action: 'apt_refresh' }).then(
      ({ jobId }) => accepted.add(jobId),
      () => undefined,
    );
  };
  const upgradeByHand = async () => {
    await machine.root.aptGet('-y', '--allow-downgrades', 'install', `lab-app=${pick('1.0', '1.1')}`);
  };
  let killing = true;
  const busy = (async () => {
    while (killing) {
      await pick(ask, upgradeByHand)();
      await pause(random() * 1000);
    }
  })();

  for (let kill = 0; kill < KILLS; kill++) {
    if (kill % KILLS_A_JOB === 0) {
      const before = accepted.size;
      const patience = { what: 'a job that is accepted', timeoutMs: 60_000 };
      await eventually(() => accepted.size > before, patience);
    }
    await pause(random() < 0.7 ? random() * 400 : random() * 2500);
    const victim = pick('agent', 'agent', 'collector', 'both', 'link');
    if (victim === 'link') {
      relay.cut();
      await pause(random() * 200);
      relay.heal();
    }
    if (victim === 'agent' || victim === 'both') await agent.kill();
    if (victim === 'collector' || victim === 'both') await collector.kill();
  }
  killing = false;
  await busy;
  const url = await collector.url();
  // Also one that was stored while its answer was lost with the collector.
  const jobs = new Set((await all<{ id: string }>(url, '/api/jobs')).map((job) => job.id));
  expect(
    [...accepted].filter((job) => !jobs.has(job)),
    'accepted and lost',
  ).toEqual([]);
  const executions = await allEnded(url, id, jobs, 60_000 + jobs.size * 10_000);
  expect(executions.length, 'runs between the kills').toBeGreaterThanOrEqual(KILLS / KILLS_A_JOB);
  expect(new Set(executions.map((one) => one.jobId)).size, 'one execution a job').toBe(executions.length);

  for (const execution of executions) {
    expect(execution.status, execution.id).toBe('ok');
    const log = await expectWholeLog(url, machine, execution);
    expect(log.match(/^Reading package lists/gm), 'apt ran once').toHaveLength(1);
  }
  expect((await readdir(join(machine.runnerDir, 'runs'))).length).toBe(executions.length);

  await outboxEmpty(machine);
  const events = await all<Event>(url, `/api/machines/${id}/events`);
  const snapshots = await all<{ id: string }>(url, `/api/machines/${id}/snapshots?kind=apt_update_analyze`);
  const ends = events
    .filter((event) => event.eventType === 'action_apt_refresh')
    .map((event) => event.executionId);
  expect(ends.sort(), 'one end on the timeline for each run').toEqual(executions.map((one) => one.id).sort());
  const analyses = events
    .filter((event) => event.eventType === 'apt_refresh')
    .map((event) => event.snapshotId);
  expect(analyses.sort(), 'one event for each analysis').toEqual(snapshots.map((one) => one.id).sort());

  const shown = await eventually(
    async () => {
      const { payload } = await call<{ payload: { apt: object } }>(
        url,
        'GET',
        `/api/machines/${id}/snapshots/latest?kind=apt_update_analyze`,
      );
      const now = JSON.parse(await machine.agent('snapshot')) as { apt: object };
      return JSON.stringify(payload.apt) === JSON.stringify(now.apt) ? payload : null;
    },
    { what: 'the collector to show what the machine is', timeoutMs: 30_000, intervalMs: 300 },
  );
  expect(shown).toBeTruthy();
  expect(await rebuildState(data.path), 'rebuild-state finds no difference').toMatch(/0 differences/);
  console.log(
    `${executions.length} runs, ${snapshots.length} analyses, ${events.length} events accounted for`,
  );
}, 900_000);
