import { jobOrderBytes, LIMITS, type PlanStep, planHash, verifyBytes } from '@suivi/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { useWorker } from './support/here.ts';
import { planRow } from './support/plans.ts';

const here = useWorker();
beforeEach(() => here.worker.journal('finished'));

const STEPS: PlanStep[] = [
  { operation: 'upgrade', name: 'libc6', arch: 'amd64', from: '2.36-9', to: '2.36-10' },
  { operation: 'install', name: 'libnew1', arch: 'amd64', from: null, to: '1.0' },
];
const HASH = planHash(STEPS);

/** The order that the machine gets for this request, its signature checked. */
async function orderFor(body: object) {
  await here.worker.ask(body);
  const { order, signature } = (await here.worker.socket.next('job')).job;
  expect(verifyBytes(here.collector.publicKey, jobOrderBytes(order), signature as string)).toBe(true);
  return order;
}

describe('an order', () => {
  it('carries the hash and the steps of the plan that was approved, both signed', async () => {
    await here.collector.store.plans.add(planRow(here.worker.agent.machineId, STEPS), 50);
    const order = await orderFor({ action: 'apt_upgrade', planHash: HASH });
    expect(order).toMatchObject({ action: 'apt_upgrade', planHash: HASH, parameters: { plan: STEPS } });
    for (const change of [{ planHash: null }, { parameters: {} }])
      expect(jobOrderBytes({ ...order, ...change })).not.toEqual(jobOrderBytes(order));
  });

  it('carries the hash alone when the steps are not known', async () => {
    const order = await orderFor({ action: 'apt_upgrade', planHash: HASH });
    expect(order).toMatchObject({ planHash: HASH, parameters: {} });
    expect(order.parameters).not.toHaveProperty('plan');
  });

  it('finds the steps of a full upgrade in the last analysis', async () => {
    const apt = { plan: STEPS, planHash: HASH };
    await here.collector.store.ingest.writeBatch([here.worker.agent.speaker.apt(1, { apt })]);
    const order = await orderFor({ action: 'apt_full_upgrade', planHash: HASH });
    expect(order.parameters).toEqual({ plan: STEPS });
  });

  it('leaves the steps out when it would be too long for the machine', async () => {
    const steps = Array.from({ length: 5_000 }, (_, i) => ({
      ...STEPS[0]!,
      name: `package-${i}-${'x'.repeat(60)}`,
    }));
    expect(JSON.stringify(steps).length).toBeGreaterThan(LIMITS.jobOrderBytes);
    await here.collector.store.plans.add(planRow(here.worker.agent.machineId, steps), 50);
    const order = await orderFor({ action: 'apt_upgrade', planHash: planHash(steps) });
    expect(order).toMatchObject({ planHash: planHash(steps), parameters: {} });
  });

  it('says of a plan that nobody has seen whether it may remove packages', async () => {
    const order = await orderFor({ action: 'apt_autoremove', plan: 'current', allowRemovals: true });
    expect(order).toMatchObject({ planHash: null, parameters: { allowRemovals: true } });
  });

  it('names packages and services', async () => {
    const packages = [{ name: 'libc6', arch: 'amd64', version: '2.36-10' }];
    const selected = await orderFor({ action: 'apt_upgrade_selected', plan: 'current', packages });
    expect(selected.parameters).toEqual({ packages });
    await here.worker.start(selected);
    await here.worker.finish(selected);
    const restart = await orderFor({ action: 'services_restart', services: ['ssh.service'] });
    expect(restart.parameters).toEqual({ services: ['ssh.service'] });
  });
});
