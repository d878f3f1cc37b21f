import { contentHash } from '@suivi/shared';
import { type TemporaryDirectory, temporaryDirectory } from '@suivi/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../../src/domain/logger.ts';
import { Outbox } from '../../src/outbox/outbox.ts';
import { Acknowledged } from '../../src/report/acknowledged.ts';
import { Section } from '../../src/report/section.ts';
import { systemPayload } from '../support/messages.ts';
import { takeAll } from '../support/outbox.ts';

const EPOCH = { epoch: 'e1', lastSeq: Number.MAX_SAFE_INTEGER };

let dir: TemporaryDirectory;
beforeEach(async () => {
  dir = await temporaryDirectory('section');
});
afterEach(() => dir[Symbol.asyncDispose]());

/** A section whose inputs and content a test sets; `kernel` is the content, `inputs` the fingerprint. */
async function openSection() {
  const outbox = await Outbox.open(`${dir.path}/outbox`);
  const acknowledged = await Acknowledged.open(dir.path);
  const machine = { kernel: 'one', inputs: 'a', reads: 0, broken: false };
  const section = new Section({
    kind: 'system',
    fingerprint: async () => machine.inputs,
    read: async () => {
      machine.reads++;
      if (machine.broken) throw new Error('broken');
      return { ...systemPayload(machine.kernel), checkedAt: new Date().toISOString() };
    },
    outbox,
    acknowledged,
    logger: createLogger('error', () => {}),
  });
  const storing: Promise<void>[] = [];
  outbox.onAcknowledged(({ section: about, seq }) => about && storing.push(section.stored(about.hash, seq)));
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

test('another store, or one that holds less, lacks the section; the same store does not', async () => {
  const { section, acknowledged, delivered } = await openSection();
  await section.check();
  await delivered();
  const { seq, hash } = acknowledged.get('system')!;
  expect(hash).toBe(contentHash({ ...systemPayload('one'), checkedAt: undefined }));
  expect(await acknowledged.keepOnly({ epoch: 'e1', lastSeq: seq })).toEqual(['apt_update_analyze']);
  expect(await acknowledged.keepOnly({ epoch: 'e1', lastSeq: seq - 1 })).toContain('system');
  expect(acknowledged.get('system')).toBeNull();
  await section.resend();
  expect(await delivered()).toEqual(['one']);
  expect(await acknowledged.keepOnly({ epoch: 'e2', lastSeq: 10_000 })).toContain('system');
  expect((await Acknowledged.open(dir.path)).get('system')).toBeNull();
});
