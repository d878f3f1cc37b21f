import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, runSeed, seeded, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { redact } from '../../src/domain/redact.ts';
import { FakeCollector } from '../support/fake-collector.ts';
import { type Signer, signer } from '../support/jobs.ts';
import type { ToTest } from '../support/journal-channel.ts';
import { standInRunner } from '../support/stand-in-runner.ts';

const PROGRAM = fileURLToPath(new URL('../support/journal-process.ts', import.meta.url));
const KILLS = Number(process.env['SU_TEST_KILLS'] ?? 30);
const JOBS = 12;

/** Starts an agent that talks to the collector; messages that it cannot answer any more are lost with it. */
function startAgent(
  dir: string,
  { machineId, collectorPublicKey }: Signer,
  collector: FakeCollector,
): ChildProcess {
  const args = [join(dir, 'state'), join(dir, 'runner'), machineId, collectorPublicKey];
  const agent = fork(PROGRAM, args, { serialization: 'advanced', execArgv: [] });
  agent.on('message', (message: ToTest) => {
    for (const answer of collector.answer(message)) if (agent.connected) agent.send(answer, () => {});
  });
  return agent;
}

test(`${KILLS} kills of the agent at random moments: every result and every byte of every log arrives, once`, async () => {
  const seed = runSeed();
  console.log(`seed ${seed} (SU_TEST_SEED=${seed} repeats this run)`);
  const random = seeded(seed);
  await using dir = await temporaryDirectory('journal');
  const keys = signer();
  const collector = new FakeCollector();
  const stop = new AbortController();
  const runner = standInRunner(join(dir.path, 'runner'), random, stop.signal);
  let agent = startAgent(dir.path, keys, collector);
  for (let kill = 0; kill < KILLS; kill++) {
    if (collector.jobs.length < JOBS && kill % 2 === 0) {
      const job = keys.sign();
      collector.jobs.push(job);
      agent.send({ type: 'job', job });
    }
    await new Promise((resolve) =>
      setTimeout(resolve, random() < 0.2 ? random() * 60 : 150 + random() * 300),
    );
    agent.kill('SIGKILL');
    await once(agent, 'exit');
    agent = startAgent(dir.path, keys, collector);
  }
  await eventually(() => collector.results.size === collector.jobs.length, {
    what: 'every result',
    timeoutMs: 30_000,
  });
  stop.abort();
  agent.kill('SIGKILL');

  const written = await runner;
  expect(collector.problems).toEqual([]);
  expect(collector.events).toEqual([]);
  expect(written.size).toBe(collector.jobs.length);
  for (const { order } of collector.jobs) {
    const text = written.get(order.jobId)!;
    const log = collector.logs.get(order.executionId)!.toString('latin1');
    expect(log).toBe(text.split('\n').map(redact).join('\n'));
    expect(log).not.toMatch(/secret\d|xyz\d/);
    expect(log.match(/^begin /gm), 'it ran once').toHaveLength(1);
    expect(collector.results.get(order.executionId)).toMatchObject({
      status: 'ok',
      log: { truncated: false },
    });
  }
}, 120_000);
