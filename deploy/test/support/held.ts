import { eventually, type Machine } from '@suivi/testkit';
import { requestAction } from './api.ts';
import { call } from './collector.ts';
import { addArchives, type Installation, install } from './systemd.ts';

/** What lab-hang's postinst says before it waits for `releaseHang`. */
const WAITING = 'lab-hang: waiting';

/** As `install`, with an upgrade waiting whose last step waits. */
export async function installHang(): Promise<Installation> {
  const world = await install(['lab-hang=1.0', 'lab-lib=1.0']);
  await addArchives(world.machine, ['hang']);
  return world;
}

/** Asks for an upgrade, and waits until the collector shows that it waits in lab-hang's postinst. */
export async function requestHang({ url, id }: Installation) {
  const request = await requestAction(url, id, { action: 'apt_upgrade', plan: 'current' });
  await logShows(url, request.executionId, WAITING);
  return request;
}

/** Lets lab-hang's postinst end. Forgotten at a reboot. */
export const releaseHang = (machine: Machine): Promise<string> =>
  machine.ensure('touch', '/run/lab-hang.release');

/** The log of an execution as the collector has it. */
export const logOf = (url: string, executionId: string) =>
  call<string>(url, 'GET', `/api/executions/${executionId}/log`);

const logShows = (url: string, executionId: string, text: string) =>
  eventually(async () => (await logOf(url, executionId)).includes(text), {
    what: `"${text}" in the log`,
    timeoutMs: 60_000,
  });
