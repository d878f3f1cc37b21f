import { eventually } from '@suivi/testkit';
import { describe, expect, it } from 'vitest';
import { startCollector } from '../support/test-collector.ts';
import { useWorker } from './support/here.ts';
import { actionPlan } from './support/plans.ts';
import { Worker } from './support/worker.ts';

const here = useWorker();

const PLAN = actionPlan([
  { operation: 'upgrade', name: 'libc6', arch: 'amd64', from: '2.36-9', to: '2.36-10' },
]);
const path = (from = here.worker) => `/api/machines/${from.agent.machineId}/plan`;
const ask = (body: object = { action: 'apt_upgrade' }) => here.worker.collector.call('POST', path(), body);
const request = () => here.worker.socket.next('plan_request');

describe('a machine that is asked for a plan', () => {
  it('is told what for, and its answer is kept with who asked', async () => {
    const packages = [{ name: 'libc6', arch: 'amd64', version: '2.36-10' }];
    const answer = ask({ action: 'apt_upgrade_selected', packages, changelogs: true });
    const { requestId, ...asked } = await request();
    expect(asked).toEqual({
      type: 'plan_request',
      action: 'apt_upgrade_selected',
      parameters: { packages },
      changelogs: true,
    });
    const plan = { ...PLAN, action: 'apt_upgrade_selected' as const, news: 'of a later release' };
    here.worker.socket.send({ type: 'plan_answer', requestId, plan });
    const { status, body } = await answer;
    expect({ status, plan: body.plan }).toEqual({ status: 200, plan });

    const list = await here.collector.call('GET', `${path()}s`);
    expect(list.body.items).toEqual([
      expect.objectContaining({
        id: body.planId,
        action: 'apt_upgrade_selected',
        parametersJson: JSON.stringify({ packages }),
        planHash: PLAN.planHash,
        actorType: 'api_client',
        actorId: expect.stringMatching(/^client-/),
      }),
    ]);
    expect((await here.collector.call('GET', `/api/plans/${body.planId}`)).body.plan).toEqual(plan);
    expect((await here.collector.call('GET', '/api/plans/unknown')).body.code).toBe('plan_not_found');
  });

  it('may say that apt can make none', async () => {
    const answer = ask();
    const { requestId } = await request();
    const problem = { code: 'dpkg_interrupted', message: 'dpkg was interrupted.' };
    const plan = { ...PLAN, planHash: null, steps: [], problem };
    here.worker.socket.send({ type: 'plan_answer', requestId, plan });
    expect((await answer).body.plan).toMatchObject({ planHash: null, problem });
  });

  it('is not confused by answers of other machines, to other questions, or again', async () => {
    const other = await Worker.connect(here.collector);
    const answer = ask();
    const { requestId } = await request();
    const lie = { ...PLAN, excluded: ['lie'] };
    other.socket.send({ type: 'plan_answer', requestId, plan: lie });
    await other.socket.roundTrip();
    here.worker.socket.send({ type: 'plan_answer', requestId: 'another', plan: lie });
    here.worker.socket.send({ type: 'plan_answer', requestId, plan: { ...lie, action: 'apt_full_upgrade' } });
    here.worker.socket.send({ type: 'plan_answer', requestId, plan: PLAN });
    here.worker.socket.send({ type: 'plan_answer', requestId, plan: lie });
    await here.worker.socket.roundTrip();
    expect((await answer).body.plan).toEqual(PLAN);
    expect((await here.collector.call('GET', `${path()}s`)).body.items).toHaveLength(1);
    expect((await here.collector.call('GET', `${path(other)}s`)).body.items).toEqual([]);
    await other.socket.drop();
  });

  it('answers several questions in any order', async () => {
    const [first, second] = [ask(), ask({ action: 'apt_full_upgrade' })];
    const questions = [await request(), await request()];
    for (const { requestId, action } of questions.reverse())
      here.worker.socket.send({ type: 'plan_answer', requestId, plan: { ...PLAN, action } });
    expect((await first).body.plan.action).toBe('apt_upgrade');
    expect((await second).body.plan.action).toBe('apt_full_upgrade');
  });

  it('is not asked for more than it can work on', async () => {
    const open = Array.from({ length: 4 }, () => ask());
    const questions = [];
    for (const _ of open) questions.push(await request());
    expect(await ask()).toMatchObject({ status: 409, body: { code: 'too_many_questions' } });
    for (const { requestId } of questions)
      here.worker.socket.send({ type: 'plan_answer', requestId, plan: PLAN });
    for (const answer of open) expect((await answer).status).toBe(200);
  });
});

describe('a machine that does not answer', () => {
  it('because it is not connected is told at once', async () => {
    await here.worker.socket.drop();
    await eventually(async () => (await ask()).status === 409);
    const { body } = await ask();
    expect(body).toMatchObject({ code: 'machine_not_connected', next: expect.stringContaining('connected') });
  });

  it('because it went away is told then', async () => {
    const answer = ask();
    const { requestId } = await request();
    await here.worker.socket.drop();
    expect(await answer).toMatchObject({ status: 503, body: { code: 'machine_went_away' } });
    here.worker.socket = await here.worker.agent.connect(here.collector);
    here.worker.socket.send({ type: 'plan_answer', requestId, plan: PLAN });
    await here.worker.socket.roundTrip();
    expect((await here.collector.call('GET', `${path()}s`)).body.items).toEqual([]);
  });

  it('in time is told, and what it says later is not kept', async () => {
    await using hasty = await startCollector({ times: { planMs: 50 } });
    here.worker = await Worker.connect(hasty);
    expect(await ask()).toMatchObject({ status: 504, body: { code: 'machine_did_not_answer' } });
    const { requestId } = await request();
    here.worker.socket.send({ type: 'plan_answer', requestId, plan: PLAN });
    await here.worker.socket.roundTrip();
    expect((await hasty.call('GET', `${path()}s`)).body.items).toEqual([]);
  });
});

it.each([
  [{ action: 'reboot' }, 'body.action'],
  [{ action: 'apt_upgrade', packages: [{ name: 'libc6', arch: 'amd64', version: '1' }] }, 'body.packages'],
  [{ action: 'apt_upgrade_selected', packages: [{ name: '-o=x' }] }, 'body.packages.0.name'],
  [{ action: 'apt_upgrade', planHash: 'a'.repeat(64) }, 'body.planHash'],
])('%j is refused by name', async (body, field) => {
  const answer = await ask(body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  expect(answer.body.fields.map((one: { path: string }) => one.path)).toContain(field);
  expect(here.worker.socket.has('plan_request')).toBe(false);
});
