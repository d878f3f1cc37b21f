import { expect, test } from 'vitest';
import { endOf, requestAction } from '../../support/api.ts';
import { type Installation, RUNNER_DIR } from '../../support/systemd.ts';

/** Row 15 of FAULTS.md: the action. */
export function rebootAction(installation: () => Installation): void {
  test('row 15: reboot as the action: noted before, and two boot ids prove it', async () => {
    const world = installation();
    const { machine, url, id } = world;
    const before = await machine.bootId();
    const { executionId, jobId } = await requestAction(url, id, { action: 'reboot' });
    const end = await endOf(url, executionId, 120_000);
    await machine.untilBooted();
    const after = await machine.bootId();
    expect(after).not.toBe(before);
    expect(end.status).toBe('ok');
    expect(JSON.parse(end.resultJson!).reboot).toMatchObject({ bootIdBefore: before, bootIdAfter: after });
    const noted = JSON.parse(await machine.ensure('cat', `${RUNNER_DIR}/runs/${jobId}/reboot.json`));
    expect(noted.bootId).toBe(before);
  });
}
