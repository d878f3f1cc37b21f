import { expect, test } from 'vitest';
import { type Execution, endOf, requestRefresh } from '../support/api.ts';
import { call } from '../support/collector.ts';
import { holdRefresh, logShows, releaseRefresh } from '../support/held.ts';
import { install, machineProblem, RUNNER_DIR } from '../support/systemd.ts';

const problem = await machineProblem();
if (problem) console.log(`skipped: row 20 under systemd: ${problem}`);

test.runIf(!problem)(
  'row 20: two requests at once are done one at a time, in order, both visible',
  async () => {
    await using world = await install();
    const { machine, url, id } = world;
    await holdRefresh(machine);
    const [first, second] = await Promise.all([requestRefresh(url, id), requestRefresh(url, id)]);
    const inOrder = [first, second].sort((a, b) => (a.jobId < b.jobId ? -1 : 1));
    const [one, two] = [inOrder[0]!, inOrder[1]!];
    await logShows(url, one.executionId, 'refresh: waiting');
    const waiting = await call<Execution>(url, 'GET', `/api/executions/${two.executionId}`);
    expect(waiting).toMatchObject({ status: 'queued', finishedAt: null });
    expect((await machine.ensure('ls', `${RUNNER_DIR}/runs`)).split('\n')).toEqual([one.jobId]);

    await releaseRefresh(machine);
    const ends = [await endOf(url, one.executionId, 60_000), await endOf(url, two.executionId, 60_000)];
    expect(ends.map(({ status }) => status)).toEqual(['ok', 'ok']);
    const [a, b] = ends.map(
      ({ resultJson }) => JSON.parse(resultJson!) as { startedAt: string; finishedAt: string },
    );
    expect(b!.startedAt >= a!.finishedAt).toBe(true);
  },
);
