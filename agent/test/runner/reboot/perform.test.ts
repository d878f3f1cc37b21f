import { mkdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runPaths } from '../../../src/domain/run-files.ts';
import { performReboot } from '../../../src/runner/reboot/perform.ts';
import { runnerBox } from '../../support/runner.ts';
import { machineParts } from '../../support/runner-parts.ts';
import { standInSystemd } from '../../support/stand-in-systemd.ts';

test('a machine that is still in the same boot long after the request did not reboot', async () => {
  await using box = await runnerBox();
  const { order } = box.collector.sign({ action: 'reboot' });
  const run = runPaths(box.paths.runs, order.jobId);
  await mkdir(run.directory, { recursive: true });
  await writeFile(run.log, '');
  const end = await performReboot(
    {
      ...machineParts(box.directory, box.policy, {}),
      order,
      run,
      runner: box.paths,
      policy: { profile: 'standard' },
      dockerSocket: null,
      systemd: standInSystemd(),
      health: { read: async () => ({ dpkg: { ok: true }, reboot: { required: false, reasons: [] } }) },
      env: { PATH: '/usr/bin:/bin' },
      lockWaitMs: 60_000,
      now: () => new Date(),
    },
    300,
  );
  expect(end).toMatchObject({
    status: 'error',
    errorKind: 'reboot_failed',
    reboot: { bootIdBefore: 'boot-1', bootIdAfter: null },
  });
});
