import { contentHash, SnapshotKind, valuesOf } from '@suivi/shared';
import { eventually, type TemporaryDirectory, temporaryDirectory } from '@suivi/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../../src/domain/logger.ts';
import { Outbox } from '../../src/outbox/outbox.ts';
import { Acknowledged } from '../../src/report/acknowledged.ts';
import type { FailurePauseRules } from '../../src/report/failure-pause.ts';
import { Section } from '../../src/report/section.ts';
import { systemPayload } from '../support/messages.ts';
import { takeAll } from '../support/outbox.ts';

const EPOCH = { epoch: 'e1', lastSeq: Number.MAX_SAFE_INTEGER };

let dir: TemporaryDirectory;
beforeEach(async () => {
  dir = await temporaryDirectory('section');
});
const closing: { close(): void }[] = [];
afterEach(async () => {
  for (const section of closing.splice(0)) section.close();
  await dir[Symbol.asyncDispose]();
});

/** A section whose inputs and content a test sets; `kernel` is the content, `inputs` the fingerprint. */
async function openSection(pause: FailurePauseRules = { firstMs: 0, longestMs: 0 }) {
  const outbox = await Outbox.open(`${dir.path}/outbox`);
  const acknowledged = await Acknowledged.open(dir.path);
  const machine = { kernel: 'one', inputs: 'a', looks: 0, reads: 0, broken: false };
  const section = new Section({
    kind: 'system',
    fingerprint: async () => {
      machine.looks++;
      return machine.inputs;
    },
    read: async () => {
      machine.reads++;
      if (machine.broken) throw new Error('broken');
      return { ...systemPayload(machine.kernel), checkedAt: new Date().toISOString() };
    },
    outbox,
    acknowledged,
    logger: createLogger('error', () => {}),
    isFailure: ({ kernel }) => kernel === 'no answer',
    pause,
  });
  closing.push(section);
  const storing: Promise<void>[] = [];
  outbox.onAcknowledged(({ section: about, seq }) => about && storing.push(section.stored(about, seq)));
  const delivered = async () => {
    const all = await takeAll(outbox);
    await outbox.acknowledge(all.map(({ id }) => id));
    await Promise.all(storing);
    return all.map(({ type, payload }) => payload?.kernel ?? type);
  };
  await acknowledged.keepOnly(EPOCH);
  return { machine, section, acknowledged, delivered };
}

test('unchanged inputs read nothing; changed ones report the whole or confirm what is known', async () => {
  const { machine, section, delivered } = await openSection();
  await section.check();
  expect(await delivered()).toEqual(['one']);
  await section.check();
  expect(machine.reads).toBe(1);
  machine.inputs = 'b';
  await section.check();
  expect(await delivered()).toEqual(['snapshot_confirmed']);
  Object.assign(machine, { inputs: 'c', kernel: 'two' });
  await section.check();
  expect(await delivered()).toEqual(['two']);
});

test('only what was acknowledged is confirmed; anything else is sent whole', async () => {
  const { machine, section, delivered } = await openSection();
  await section.check();
  machine.inputs = 'b';
  await section.check();
  expect(await delivered()).toEqual(['one']);
});

test('after a restart unchanged inputs read nothing', async () => {
  const before = await openSection();
  await before.section.check();
  await before.delivered();
  const after = await openSection();
  await after.section.check();
  expect(after.machine.reads).toBe(0);
});

test('with force it reads and confirms although nothing has changed', async () => {
  const { machine, section, delivered } = await openSection();
  await section.check();
  await delivered();
  await section.check({ force: true });
  expect(machine.reads).toBe(2);
  expect(await delivered()).toEqual(['snapshot_confirmed']);
});

test('calls during a run lead to one more run, which sees what came meanwhile', async () => {
  const { machine, section, delivered } = await openSection();
  const first = section.check();
  Object.assign(machine, { inputs: 'b', kernel: 'two' });
  await Promise.all([first, section.check(), section.check(), section.check()]);
  expect(machine.reads).toBeLessThanOrEqual(2);
  expect(await delivered()).toEqual(['two']);
});

test('a failed read is tried again at the next call, though the inputs are the same', async () => {
  const { machine, section, delivered } = await openSection();
  await section.check();
  expect(await delivered()).toEqual(['one']);
  machine.broken = true;
  await section.check({ force: true });
  expect(await delivered()).toEqual([]);
  machine.broken = false;
  await section.check();
  expect(await delivered()).toEqual(['snapshot_confirmed']);
});

test('after a failure it keeps its distance, looks once when that is over, and is at once again with force', async () => {
  const { machine, section, delivered } = await openSection({ firstMs: 400, longestMs: 800 });
  machine.broken = true;
  await section.check();
  const failed = performance.now();
  expect(machine.reads).toBe(1);
  machine.broken = false;
  for (let i = 0; i < 5; i++) await section.check();
  expect(machine).toMatchObject({ looks: 1, reads: 1 });
  await eventually(() => machine.reads === 2);
  expect(performance.now() - failed).toBeGreaterThan(390);
  await section.check();
  expect(machine).toMatchObject({ looks: 3, reads: 2 });
  machine.broken = true;
  await section.check({ force: true });
  machine.broken = false;
  await section.check({ force: true });
  expect(machine.reads).toBe(4);
  expect(await delivered()).toEqual(['one']);
});

test('an answer that says it failed counts as a failure, and so does a look that finds it unchanged', async () => {
  const { machine, section } = await openSection({ firstMs: 200, longestMs: 60_000 });
  machine.kernel = 'no answer';
  await section.check();
  await section.check();
  await eventually(() => machine.looks === 2);
  const looked = performance.now();
  Object.assign(machine, { inputs: 'b', kernel: 'one' });
  await section.check();
  await eventually(() => machine.reads === 2);
  expect(performance.now() - looked).toBeGreaterThan(370);
  machine.inputs = 'c';
  await section.check();
  expect(machine.reads).toBe(3);
});

test('a confirmation that is stored although the snapshot is lacking does not count as the snapshot', async () => {
  const { section, acknowledged, delivered } = await openSection();
  await section.check();
  expect(await delivered()).toEqual(['one']);
  await section.check({ force: true });
  // The collector asks for it, and says that it has stored the confirmation.
  await acknowledged.forget('system');
  await delivered();
  expect(acknowledged.get('system')).toBeNull();
  await section.check({ force: true });
  expect(await delivered()).toEqual(['one']);
});

test('another store, or one that holds less, lacks the section; the same store does not', async () => {
  const { section, acknowledged, delivered } = await openSection();
  await section.check();
  await delivered();
  const { seq, hash } = acknowledged.get('system')!;
  const others = valuesOf(SnapshotKind).filter((kind) => kind !== 'system');
  expect(hash).toBe(contentHash({ ...systemPayload('one'), checkedAt: undefined }));
  expect(await acknowledged.keepOnly({ epoch: 'e1', lastSeq: seq })).toEqual(others);
  expect(await acknowledged.keepOnly({ epoch: 'e1', lastSeq: seq - 1 })).toContain('system');
  expect(acknowledged.get('system')).toBeNull();
  await section.resend();
  expect(await delivered()).toEqual(['one']);
  expect(await acknowledged.keepOnly({ epoch: 'e2', lastSeq: 10_000 })).toContain('system');
  expect((await Acknowledged.open(dir.path)).get('system')).toBeNull();
});
