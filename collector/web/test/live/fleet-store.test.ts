import { expect, test } from 'vitest';
import { FleetStore } from '../../src/live/fleet-store.ts';
import { machineOf } from '../support/machines.ts';

/** A store that tells when the test says so. */
function storeOf() {
  let flush: () => void = () => undefined;
  const store = new FleetStore((told) => {
    flush = told;
  });
  let told = 0;
  store.subscribe(() => told++);
  return { store, flush: () => flush(), told: () => told };
}

test('many changes are told once', async () => {
  const { store, flush, told } = storeOf();
  await store.load(async () => [machineOf('a'), machineOf('b')]);
  expect(told()).toBe(1);
  for (let i = 0; i < 100; i++) store.put(machineOf('a', { status: 'error' }));
  store.remove('id-b');
  flush();
  expect(told()).toBe(2);
  expect(store.current()).toEqual([machineOf('a', { status: 'error' })]);
});

test('what changed while the fleet was loaded is not overwritten by older news', async () => {
  const { store } = storeOf();
  const load = store.load(async () => {
    store.put(machineOf('a', { status: 'error' }));
    store.remove('id-b');
    return [machineOf('a'), machineOf('b'), machineOf('c')];
  });
  await load;
  expect(store.current()?.map(({ name, status }) => [name, status])).toEqual([
    ['a', 'error'],
    ['c', 'ok'],
  ]);
});

test('of two loads the later one counts, and machines that are gone leave', async () => {
  const { store } = storeOf();
  let answer: (items: ReturnType<typeof machineOf>[]) => void = () => undefined;
  const first = store.load(() => new Promise((resolve) => (answer = resolve)));
  await store.load(async () => [machineOf('b')]);
  answer([machineOf('a')]);
  await first;
  expect(store.current()?.map(({ name }) => name)).toEqual(['b']);
  await store.load(async () => []);
  expect(store.current()).toEqual([]);
});
