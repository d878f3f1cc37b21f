import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createRoot, eventually, type SandboxRoot, startMirror } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { runnerBox } from '../support/runner.ts';

/** Makes refreshing take about two seconds; tells how often the mirror was asked for the Release file. */
async function slowSource(root: SandboxRoot) {
  const mirror = root.use(
    await startMirror(`${root.world.path}/vendor`, { kind: 'ok', bytesPerSecond: 600 }),
  );
  await root.addSource({ name: 'slow', uri: mirror.url, suites: ['stable'] });
  const asked = () => mirror.requests.filter((path) => path.endsWith('/InRelease')).length;
  return { asked, isAsked: () => eventually(() => asked() > 0, { what: 'a request', timeoutMs: 20_000 }) };
}

test('the runner is killed while apt works: apt goes on, and the next runner tells how it ended', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const slow = await slowSource(root);
  const job = box.collector.sign();
  await box.enqueue(job);
  const runner = box.start(root.env);
  await slow.isAsked();
  runner.kill('SIGKILL');
  await once(runner, 'exit');

  await box.run(root.env);
  expect(await box.end(job)).toMatchObject({ status: 'ok', exitCode: 0 });
  expect(slow.asked(), 'apt ran once').toBe(1);
  expect((await box.log(job)).match(/^\$ apt-get/gm)).toHaveLength(1);
});

test('apt and the runner are both killed: the run ends as interrupted', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const slow = await slowSource(root);
  const job = box.collector.sign();
  await box.enqueue(job);
  const runner = box.start(root.env);
  await slow.isAsked();
  runner.kill('SIGKILL');
  const [claim] = (await root.run('sh', ['-c', `cat ${box.paths.runs}/*/update-1.pid`])).stdout.split('\n');
  process.kill(-Number(claim!.split(' ')[1]), 'SIGKILL');

  await box.run(root.env);
  expect(await box.end(job)).toMatchObject({
    status: 'error',
    errorKind: 'runner_interrupted',
    exitCode: null,
  });
});

test('two runners at once: one works, the other leaves', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const slow = await slowSource(root);
  const job = box.collector.sign();
  await box.enqueue(job);
  const first = box.start(root.env);
  await slow.isAsked();
  const others = Array.from({ length: 3 }, () => box.run(root.env));
  await Promise.all(others);
  await expect(box.end(job)).rejects.toThrow(/ENOENT/);
  await once(first, 'exit');
  expect(await box.end(job)).toMatchObject({ status: 'ok' });
  expect(slow.asked()).toBe(1);
  expect(await readdir(box.paths.locks)).toHaveLength(1);
});
