import { eventually } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { endOf, requestRefresh } from '../../support/api.ts';
import { type Installation, unitProperty } from '../../support/systemd.ts';

const SOONER = '/run/systemd/system/suivi-runner.timer.d';

/** How jobs come to the runner. */
export function pathUnit(installation: () => Installation): void {
  test('a path unit that was stopped is started again by its timer, and the job is done', async () => {
    const world = installation();
    const { machine, url, id } = world;
    // As the unit says, but sooner.
    await machine.write(`${SOONER}/soon.conf`, '[Timer]\nOnUnitInactiveSec=1\n');
    await machine.ensure('systemctl', 'daemon-reload');
    await machine.ensure('systemctl', 'stop', 'suivi-runner.path');
    const { executionId } = await requestRefresh(url, id);
    expect((await endOf(url, executionId, 120_000)).status).toBe('ok');
    expect(await unitProperty(machine, 'suivi-runner.path', 'ActiveState')).toBe('active');

    const jobs = await Promise.all(Array.from({ length: 8 }, () => requestRefresh(url, id)));
    for (const job of jobs) expect((await endOf(url, job.executionId, 120_000)).status).toBe('ok');
    await eventually(
      async () => (await unitProperty(machine, 'suivi-runner', 'ActiveState')) === 'inactive',
      {
        what: 'the end of the runner',
        timeoutMs: 30_000,
      },
    );
    // What comes after it on this machine has the unit as it is shipped.
    await machine.ensure('rm', '-r', SOONER);
    await machine.ensure('systemctl', 'daemon-reload');
    await machine.ensure('systemctl', 'restart', 'suivi-runner.timer');
  });
}
