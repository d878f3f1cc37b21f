import { setTimeout as delay } from 'node:timers/promises';
import { createRoot } from '@suivi/testkit';
import { expect, test, vi } from 'vitest';
import { act, begin, PATIENCE_MS } from '../../support/acting.ts';
import { runnerBox } from '../../support/runner.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

test('row 5: a script that fails is named with its last lines, the others are done, and a repair finishes it', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await root.offer('bad');
  const end = await act(box, root, { action: 'apt_full_upgrade' });
  expect(end).toMatchObject({ status: 'error', errorKind: 'package_script_failed', exitCode: 100 });
  expect(end.errorMessage).toMatch(/^lab-bad failed: .*cannot talk to the database.*apt_repair\.$/);
  expect(end.failures).toEqual([
    {
      name: 'lab-bad',
      message: expect.stringMatching(/post-installation script subprocess returned error exit status 1/),
      lines: expect.arrayContaining(['lab-bad: cannot talk to the database']),
    },
  ]);
  expect(end.changes?.map(({ name }) => name)).toContain('lab-app');
  expect(end.changes).toHaveLength(14);
  expect(end.dpkg).toMatchObject({ ok: false });

  const still = await act(box, root, { action: 'apt_repair' });
  expect(still).toMatchObject({ errorKind: 'package_script_failed', failures: [{ name: 'lab-bad' }] });
  await root.fixBad();
  expect(await act(box, root, { action: 'apt_repair' })).toMatchObject({ status: 'ok', dpkg: { ok: true } });
});

test('row 7: a package that asks gets no answer and does not wait for one', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await root.offer('ask');
  const { job, ended } = await begin(box, root, { action: 'apt_full_upgrade' });
  await ended;
  expect(await box.end(job)).toMatchObject({ status: 'ok', exitCode: 0 });
  const log = await box.log(job);
  expect(log).toContain('lab-ask: answered by nobody');
  expect(log.match(/^lab-ask: /gm)).toHaveLength(2);
});

test('row 8: a script that hangs is not killed, and the run goes on when it does', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await root.offer('hang');
  const { job, ended } = await begin(box, root, { action: 'apt_full_upgrade' }, 500);
  const script = await root.hung();
  await delay(2000);
  expect((await root.run('ps', ['-p', String(script)])).exitCode).toBe(0);
  await expect(box.end(job)).rejects.toThrow(/ENOENT/);
  await root.releaseHang();
  await ended;
  expect(await box.end(job)).toMatchObject({ status: 'ok', exitCode: 0 });
});
