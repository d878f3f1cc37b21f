import { expect, test } from 'vitest';
import type { Systemd } from '../../../src/host/systemd.ts';
import { type RunnerBox, runnerBox } from '../../support/runner.ts';
import { standInSystemd } from '../../support/stand-in-systemd.ts';

const NEEDING = ['bad.service', 'dbus.service', 'locked.service', 'ssh.service', 'suivi-runner.service'];

const machine = (facts: Partial<Systemd> = {}) =>
  standInSystemd({
    outdatedServices: async () => NEEDING,
    refusesRestart: async (unit) => unit === 'locked.service',
    commands: {
      restart: (unit) => (unit === 'bad.service' ? ['false'] : ['echo', 'restarting', unit]),
      reboot: ['false'],
    },
    ...facts,
  });

async function restart(box: RunnerBox, parameters: { services?: string[] }, systemd = machine()) {
  const job = box.collector.sign({ action: 'services_restart', parameters });
  await box.enqueue(job);
  await box.run({}, 2000, { systemd });
  return { end: await box.end(job), log: await box.log(job) };
}

test('all that need it are restarted, but neither what would harm nor ourselves; a failure is told', async () => {
  await using box = await runnerBox();
  const { end, log } = await restart(box, {});
  expect(end).toMatchObject({
    status: 'error',
    errorKind: 'services_failed',
    services: { restarted: ['ssh.service'], failed: ['bad.service'] },
  });
  expect(end.importantLines.join()).toMatch(/dbus.service, locked.service, suivi-runner.service/);
  expect(log.match(/^restarting .*/gm)).toEqual(['restarting ssh.service']);
});

test('only those asked for that need it', async () => {
  await using box = await runnerBox();
  const { end } = await restart(box, { services: ['ssh.service', 'cron.service'] });
  expect(end).toMatchObject({ status: 'ok', services: { restarted: ['ssh.service'], failed: [] } });
  expect(end.importantLines.join()).toMatch(/do not need a restart: cron.service/);
});

test('without needrestart nothing is known, and so nothing is restarted', async () => {
  await using box = await runnerBox();
  const { end } = await restart(box, {}, machine({ outdatedServices: async () => null }));
  expect(end).toMatchObject({ status: 'error', errorKind: 'not_supported' });
});
