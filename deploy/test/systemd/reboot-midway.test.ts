import { eventually } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { endOf, requestRefresh } from '../support/api.ts';
import { holdRefresh, logShows, releaseRefresh } from '../support/held.ts';
import { install, machineProblem, unitProperty } from '../support/systemd.ts';

const problem = await machineProblem();
if (problem) console.log(`skipped: row 15 under systemd: ${problem}`);

test.runIf(!problem)(
  'row 15: an orderly reboot waits for the run, a power cut does not, and both end truly',
  async () => {
    await using world = await install();
    const { machine, url, id } = world;
    await holdRefresh(machine);
    const cut = await requestRefresh(url, id);
    await logShows(url, cut.executionId, 'refresh: waiting');
    await machine.powerCut();
    await machine.boot();
    expect(await endOf(url, cut.executionId, 90_000)).toMatchObject({
      status: 'error',
      errorKind: 'runner_interrupted',
    });

    const waited = await requestRefresh(url, id);
    await logShows(url, waited.executionId, 'refresh: waiting');
    const before = await machine.bootId();
    await machine.ensure('systemctl', 'reboot');
    await eventually(
      async () => (await unitProperty(machine, 'suivi-runner', 'ActiveState')) === 'deactivating',
      {
        what: 'the runner to be asked to end',
        timeoutMs: 30_000,
      },
    );
    expect(await machine.bootId()).toBe(before);
    await releaseRefresh(machine);
    await eventually(async () => (await machine.bootId()) !== before, {
      what: 'the reboot',
      timeoutMs: 60_000,
    });
    await machine.untilBooted();
    expect((await endOf(url, waited.executionId, 90_000)).status).toBe('ok');
  },
);
