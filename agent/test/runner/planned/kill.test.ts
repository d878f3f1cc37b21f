import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { createRoot, runSeed, seeded } from '@suivi/testkit';
import { expect, test, vi } from 'vitest';
import { PATIENCE_MS } from '../../support/acting.ts';
import { runnerBox } from '../../support/runner.ts';

vi.setConfig({ testTimeout: 2 * PATIENCE_MS });

test('the runner is killed while a script hangs: apt goes on, and the next runner tells what it came to', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await root.offer('hang');
  const job = box.collector.sign({ action: 'apt_full_upgrade' });
  await box.enqueue(job);
  const runner = box.start(root.env);
  await root.hung();
  runner.kill('SIGKILL');
  await once(runner, 'exit');
  const second = box.run(root.env);
  await root.releaseHang();
  await second;
  const end = await box.end(job);
  expect(end).toMatchObject({ status: 'ok', exitCode: 0, dpkg: { ok: true } });
  expect(end.changes).toHaveLength(14);
  expect((await box.log(job)).match(/^\$ apt-get/gm)).toHaveLength(1);
});

const seed = runSeed();

test(`the runner is killed at random moments, seed ${seed}: apt runs once, and the result is true`, async () => {
  const random = seeded(seed);
  await using root = await createRoot();
  await using box = await runnerBox();
  const job = box.collector.sign({ action: 'apt_full_upgrade' });
  await box.enqueue(job);
  for (let kills = 0; kills < 6; kills++) {
    const runner = box.start(root.env);
    const gone = once(runner, 'exit');
    await Promise.race([delay(300 + random() * 4000), gone]);
    runner.kill('SIGKILL');
    await gone;
  }
  await box.run(root.env);
  const end = await box.end(job);
  expect(end).toMatchObject({ status: 'ok', exitCode: 0, dpkg: { ok: true }, failures: [] });
  expect(end.changes).toHaveLength(13);
  const log = await box.log(job);
  expect(log.match(/^Reading package lists/gm)).toHaveLength(1);
  expect(log.match(/^Setting up lab-app /gm)).toHaveLength(1);
});
