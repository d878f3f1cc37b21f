import { link, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LIMITS } from '@suivi/shared';
import { createRoot } from '@suivi/testkit';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { orderFor, signer } from '../support/jobs.ts';
import { runnerBox } from '../support/runner.ts';

test('entries that are no jobs are set aside, and a job behind them runs', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const { queue } = box.paths;
  const good = JSON.stringify(box.collector.sign());
  await writeFile(root.path('elsewhere.json'), good);
  await writeFile(root.path('target.json'), good);
  await symlink(root.path('target.json'), join(queue, '00-symlink'));
  await link(root.path('elsewhere.json'), join(queue, '01-hard-link'));
  await execa('mkfifo', [join(queue, '02-fifo')]);
  await mkdir(join(queue, '03-directory'));
  await writeFile(join(queue, '04-huge'), good + ' '.repeat(LIMITS.jobOrderBytes));
  await writeFile(join(queue, '05-garbage'), '\0\xff{');
  await writeFile(join(queue, '06-empty'), '');
  await writeFile(join(queue, '07-other-json'), '{"order":{"jobId":"../../etc"},"signature":null}');
  await writeFile(
    join(queue, '08-path-as-id'),
    JSON.stringify({ order: { ...orderFor('machine-1'), jobId: '../escape' }, signature: null }),
  );
  await writeFile(Buffer.from(`${queue}/09-\xff-name`, 'latin1'), 'not utf-8');
  await writeFile(join(queue, '.half-written'), good);
  const job = box.collector.sign();
  await box.enqueue(job);
  await box.run(root.env);

  expect((await box.end(job)).status).toBe('ok');
  expect(await box.asideCount()).toBe(10);
  expect(await readdir(queue)).toEqual(['.half-written']);
  expect(await readdir(box.paths.taken)).toEqual([]);
  expect(await readdir(box.paths.runs)).toEqual([job.order.jobId]);
});

test('a job is refused with its reason, and nothing is run', async () => {
  await using box = await runnerBox();
  const { collector } = box;
  const past = new Date(Date.now() - 1000).toISOString();
  const changed = collector.sign();
  const cases = [
    { job: signer().sign(), kind: 'signature_invalid' },
    {
      job: { ...changed, order: { ...changed.order, parameters: { more: true } } },
      kind: 'signature_invalid',
    },
    { job: collector.sign({ machineId: 'machine-2' }), kind: 'job_invalid' },
    { job: collector.sign({ expiresAt: past }), kind: 'job_expired' },
    { job: { order: orderFor('machine-2'), signature: null }, kind: 'job_invalid' },
  ];
  for (const { job } of cases) await box.enqueue(job);
  await box.run({ APT_CONFIG: '/nonexistent' });
  for (const { job, kind } of cases) {
    const end = await box.end(job);
    expect(end).toMatchObject({ status: 'error', errorKind: kind, exitCode: null });
    expect(end.errorMessage).toMatch(/\.$/);
    expect(await box.log(job)).toBe('');
  }
});

test('without a key that root keeps nothing signed and nothing unsigned runs', async () => {
  await using box = await runnerBox();
  await execa('chmod', ['666', box.paths.trust]);
  const job = box.collector.sign();
  await box.enqueue(job);
  await box.run();
  const end = await box.end(job);
  expect(end.errorKind).toBe('signature_invalid');
  expect(end.errorMessage).toMatch(/Others may write to it/);
});

test('a finished job that is put into the queue again does not run again', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const job = box.collector.sign();
  await box.enqueue(job);
  await box.enqueue(job);
  await box.run(root.env);
  const first = await box.end(job);
  await execa('rm', ['-r', join(box.paths.runs, job.order.jobId)]);
  await box.enqueue(job);
  await box.run(root.env);
  expect(first.status).toBe('ok');
  expect(await readdir(box.paths.runs)).toEqual([]);
  expect(await readdir(box.paths.queue)).toEqual([]);
});

test('jobs run one after another in the order of the queue', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const jobs = [
    box.collector.sign(),
    { order: orderFor('machine-1'), signature: null },
    box.collector.sign(),
  ];
  for (const job of jobs) await box.enqueue(job);
  await box.run(root.env);
  const ends = await Promise.all(jobs.map((job) => box.end(job)));
  expect(ends.map(({ mode }) => mode)).toEqual(['manual', 'scheduled', 'manual']);
  for (const [index, end] of ends.slice(1).entries())
    expect(end.startedAt >= ends[index]!.finishedAt).toBe(true);
});
