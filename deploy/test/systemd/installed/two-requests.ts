import { expect, test } from 'vitest';
import { type Execution, endOf, requestRefresh } from '../../support/api.ts';
import { call } from '../../support/collector.ts';
import { offerHang, releaseHang, requestHang } from '../../support/held.ts';
import { type Installation, RUNNER_DIR } from '../../support/systemd.ts';

/** Row 20 of FAULTS.md under systemd. */
export function twoRequests(installation: () => Installation): void {
  test('row 20: two requests at once are done one at a time, in order, both visible', async () => {
    const world = installation();
    await offerHang(world);
    const { machine, url, id } = world;
    const runs = async () => (await machine.ensure('ls', `${RUNNER_DIR}/runs`)).split('\n');
    const before = await runs();
    const first = await requestHang(world);
    const refreshes = [await requestRefresh(url, id), await requestRefresh(url, id)];
    for (const { executionId } of refreshes)
      expect(await call<Execution>(url, 'GET', `/api/executions/${executionId}`)).toMatchObject({
        status: 'queued',
        finishedAt: null,
      });
    expect((await runs()).filter((jobId) => !before.includes(jobId))).toEqual([first.jobId]);

    await releaseHang(machine);
    const results = [];
    for (const { executionId } of [first, ...refreshes]) {
      const end = await endOf(url, executionId, 60_000);
      expect(end.status).toBe('ok');
      results.push(JSON.parse(end.resultJson!) as { startedAt: string; finishedAt: string });
    }
    for (const [index, { startedAt }] of results.slice(1).entries())
      expect(startedAt >= results[index]!.finishedAt).toBe(true);
  });
}
