import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from '@suivi/shared';
import { arm, createRoot, eventually, type FaultName, type SandboxRoot, startMirror } from '@suivi/testkit';
import { describe, expect, test } from 'vitest';
import { type RunnerBox, runnerBox } from '../support/runner.ts';

/** A source that fails does so alone: the others still count. */
const SOURCE_FAULTS: Partial<Record<FaultName, RegExp>> = {
  'no-pubkey': /NO_PUBKEY|Missing key/,
  'release-expired': /expired/,
  'release-future': /not valid yet/,
  'mirror-404': /404|does not have a Release file/,
  'mirror-refuses': /Connection refused/,
  'hash-mismatch': /unexpected size|Hash Sum mismatch/,
};

describe('one source fails', () => {
  for (const [fault, reason] of Object.entries(SOURCE_FAULTS)) {
    test(fault, async () => {
      await using root = await createRoot();
      await using box = await runnerBox();
      await arm(root, fault as FaultName);
      const job = box.collector.sign();
      await box.enqueue(job);
      await box.run(root.env);

      const end = await box.end(job);
      expect(end).toMatchObject({ status: 'warning', errorKind: 'source_failed' });
      expect(end.errorMessage).toMatch(reason);
      const failed = end.sources!.filter(({ ok }) => !ok);
      expect(failed).toHaveLength(1);
      expect(failed[0]!.error).toMatch(reason);
      expect(end.sources!.filter(({ ok }) => ok)).toHaveLength(4);
      const { sources } = await box.record();
      expect(sources.filter(({ lastSuccessAt }) => lastSuccessAt === null)).toHaveLength(1);
    }, 60_000);
  }
});

test('a changed label fails every source that it concerns', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await arm(root, 'label-changed');
  const job = box.collector.sign();
  await box.enqueue(job);
  await box.run(root.env);
  const end = await box.end(job);
  expect(end.status).toBe('warning');
  expect(end.sources!.every(({ ok, error }) => !ok && /changed its 'Label' value/.test(error!))).toBe(true);
});

test('a source keeps the time of its last success while it fails', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const uri = `${root.world.path}/vendor`;
  await root.addSource({ name: 'fault', uri, suites: ['stable'] });
  await box.enqueue(box.collector.sign());
  await box.run(root.env);
  const before = (await box.record()).sources.find((source) => source.uri.includes('vendor'))!;
  expect(before.lastSuccessAt).toBe(before.checkedAt);

  await root.addSource({ name: 'fault', uri, suites: ['stable'], signedBy: '/nonexistent.asc' });
  await box.enqueue(box.collector.sign());
  await box.run(root.env);
  const after = (await box.record()).sources.find((source) => source.uri.includes('vendor'))!;
  expect(after).toMatchObject({ ok: false, lastSuccessAt: before.lastSuccessAt });
  expect(after.checkedAt > before.checkedAt).toBe(true);
});

test('malformed sources: nothing is refreshed, and the record stays', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await box.enqueue(box.collector.sign());
  await box.run(root.env);
  const before = await box.record();
  await arm(root, 'source-malformed');
  const job = box.collector.sign();
  await box.enqueue(job);
  await box.run(root.env);
  const end = await box.end(job);
  expect(end).toMatchObject({ status: 'error', errorKind: 'sources_malformed', exitCode: 100 });
  expect(end.errorMessage).toMatch(/Malformed entry 1 in list file/);
  expect(await box.record()).toEqual(before);
});

test('settings of apt that have vanished: nothing else is refreshed in their place', async () => {
  await using box = await runnerBox();
  const job = box.collector.sign();
  await box.enqueue(job);
  await box.run({ APT_CONFIG: '/nonexistent/apt.conf' });
  const end = await box.end(job);
  expect(end).toMatchObject({ status: 'error', errorKind: 'apt_failed', exitCode: null });
  expect(end.errorMessage).toContain('/nonexistent/apt.conf');
  expect(await box.log(job)).toBe('');
});

/** A real apt-get that holds the lock on the lists, because its mirror does not answer. */
async function holdLists(root: SandboxRoot): Promise<{ pid: number; release(): Promise<void> }> {
  const mirror = root.use(await startMirror(root.world.path, { kind: 'hang' }));
  const source = await root.addSource({ name: 'hang', uri: mirror.url, suites: ['stable'] });
  const holder = root.spawn('apt-get', ['-q', 'update']);
  await eventually(() => mirror.requests.length > 0, { what: 'a request to the mirror', timeoutMs: 20_000 });
  await rm(source);
  return {
    pid: holder.pid!,
    release: async () => {
      holder.kill('SIGKILL');
      await holder;
    },
  };
}

test('a lock on the lists that stays held: lock_timeout names the holder', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const holder = await holdLists(root);
  const job = box.collector.sign();
  await box.enqueue(job);
  await box.run(root.env, 700);
  const end = await box.end(job);
  expect(end).toMatchObject({ status: 'error', errorKind: 'lock_timeout' });
  expect(end.errorMessage).toContain(`process ${holder.pid} (apt-get -q update)`);
  expect(end.sources).toBeUndefined();
  await holder.release();
});

test('a lock on the lists that is given back in time: the refresh goes on by itself', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const holder = await holdLists(root);
  const job = box.collector.sign();
  await box.enqueue(job);
  const running = box.run(root.env, 20_000);
  await box.untilLogged(job, 'Could not get lock');
  await holder.release();
  await running;
  expect(await box.end(job)).toMatchObject({
    status: 'ok',
    errorKind: null,
    exitCode: 0,
    importantLines: [],
  });
});

test('apt-get that is ended by a signal is an error, not a success', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const mirror = root.use(await startMirror(root.world.path, { kind: 'hang' }));
  await root.addSource({ name: 'hang', uri: mirror.url, suites: ['stable'] });
  const job = box.collector.sign();
  await box.enqueue(job);
  const running = box.run(root.env);
  await eventually(() => mirror.requests.length > 0, { what: 'a request to the mirror', timeoutMs: 20_000 });
  await root.run('pkill', ['-TERM', '-s', String(await sessionOf(box, job)), 'apt-get']);
  await running;
  expect(await box.end(job)).toMatchObject({
    status: 'error',
    errorKind: 'apt_failed',
    errorMessage: 'apt-get was ended by signal 15.',
    exitCode: 143,
  });
});

/** The process that leads the session of a run's first step. */
async function sessionOf(box: RunnerBox, { order }: Job): Promise<number> {
  const claim = await readFile(join(box.paths.runs, order.jobId, 'update-1.pid'), 'utf8');
  return Number(claim.split(' ')[1]);
}
