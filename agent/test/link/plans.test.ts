import type { ToAgent } from '@suivi/shared';
import { eventually } from '@suivi/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Peer, ScriptedCollector } from '../support/collector.ts';
import { startLink } from '../support/link.ts';
import { eventDraft } from '../support/messages.ts';

let collector: ScriptedCollector;
beforeEach(async () => {
  collector = await ScriptedCollector.start();
});
afterEach(() => collector[Symbol.asyncDispose]());

const ask = (peer: Peer, requestId: string, rest: Partial<ToAgent['plan_request']> = {}) =>
  peer.send({
    type: 'plan_request',
    requestId,
    action: 'apt_upgrade',
    parameters: {},
    changelogs: false,
    ...rest,
  });

test('requests are answered one at a time, in order, while other messages go their way', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const { peer } = await collector.welcome();
  ask(peer, 'a', { changelogs: true });
  ask(peer, 'b', { action: 'apt_full_upgrade' });
  await agent.outbox.put(eventDraft('meanwhile'));
  expect((await peer.expect('event')).message).toBe('meanwhile');
  expect(agent.planner.wishes).toEqual([{ action: 'apt_upgrade', parameters: {}, changelogs: true }]);
  agent.planner.answer('first');
  expect(await peer.expect('plan_answer')).toMatchObject({
    requestId: 'a',
    plan: { action: 'apt_upgrade', problem: { message: 'first' } },
  });
  await eventually(() => agent.planner.wishes.length === 2);
  agent.planner.answer('second');
  expect(await peer.expect('plan_answer')).toMatchObject({
    requestId: 'b',
    plan: { action: 'apt_full_upgrade', problem: { message: 'second' } },
  });
});

test('parameters that do not fit the action never reach the planner', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const { peer } = await collector.welcome();
  const packages = [{ name: '--option', arch: 'amd64', version: '1' }];
  ask(peer, 'a', { action: 'apt_upgrade_selected', parameters: { packages } });
  expect(await peer.expect('plan_answer')).toMatchObject({
    requestId: 'a',
    plan: { planHash: null, steps: [], problem: { code: 'parameters_invalid' } },
  });
  expect(agent.planner.wishes).toEqual([]);
});

test('a bounded number of requests waits; the one too many is told so', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const { peer } = await collector.welcome();
  for (let i = 0; i < 10; i++) ask(peer, `r${i}`);
  expect(await peer.expect('plan_answer')).toMatchObject({
    requestId: 'r9',
    plan: { problem: { code: 'too_many_plans' } },
  });
  for (let i = 0; i < 9; i++) {
    await eventually(() => agent.planner.wishes.length === i + 1);
    agent.planner.answer(`${i}`);
    expect((await peer.expect('plan_answer')).requestId).toBe(`r${i}`);
  }
});

test('what a connection asked for ends with it; the next one is answered', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const first = await collector.welcome();
  ask(first.peer, 'a');
  ask(first.peer, 'b');
  await eventually(() => agent.planner.wishes.length === 1);
  first.peer.ws.terminate();
  const second = await collector.welcome();
  ask(second.peer, 'c', { action: 'apt_repair' });
  agent.planner.answer('for nobody');
  await eventually(() => agent.planner.wishes.length === 2);
  expect(agent.planner.wishes[1]?.action).toBe('apt_repair');
  agent.planner.answer('for the second');
  expect(await second.peer.expect('plan_answer')).toMatchObject({
    requestId: 'c',
    plan: { problem: { message: 'for the second' } },
  });
});

test('a planner that throws is a plan with a problem, and the next request is answered', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const { peer } = await collector.welcome();
  const { plan } = agent.planner;
  agent.planner.plan = () => Promise.reject(new Error('no disk'));
  ask(peer, 'a');
  expect(await peer.expect('plan_answer')).toMatchObject({ plan: { problem: { code: 'internal' } } });
  agent.planner.plan = plan;
  ask(peer, 'b');
  await eventually(() => agent.planner.wishes.length === 1);
  agent.planner.answer('well again');
  expect((await peer.expect('plan_answer')).requestId).toBe('b');
});

test('a plan beyond the limit of a message is told instead of sent', async () => {
  await using agent = await startLink(collector.url, collector.identity);
  const { peer } = await collector.welcome();
  ask(peer, 'a');
  await eventually(() => agent.planner.wishes.length === 1);
  agent.planner.answer('x'.repeat(4000));
  await peer.expect('plan_answer');
  const huge = Array.from({ length: 40_000 }, () => 'x'.repeat(200));
  agent.planner.plan = async ({ action }) => ({
    plan: {
      action,
      checkedAt: '2026-01-02T03:04:05.678Z',
      planHash: null,
      steps: [],
      left: [],
      excluded: huge,
      downloadBytes: null,
      diskBytes: null,
    },
    command: null,
  });
  ask(peer, 'b');
  expect(await peer.expect('plan_answer')).toMatchObject({
    requestId: 'b',
    plan: { problem: { code: 'plan_too_large' } },
  });
});
