import { eventually, type Machine } from '@suivi/testkit';
import { requestAction } from './api.ts';
import { call } from './collector.ts';
import { addArchives, type Installation } from './systemd.ts';

/** What lab-hang's postinst says before it waits for `releaseHang`. */
const WAITING = 'lab-hang: waiting';

/** Puts an upgrade before the machine whose last step waits, and nothing else; also where it was run before. */
export async function offerHang({ machine }: Installation): Promise<void> {
  await machine.ensure('rm', '-f', '/run/lab-hang.release');
  await addArchives(machine);
  const packages = ['lab-hang=1.0', 'lab-lib=1.0', 'lab-app'];
  await machine.ensure('apt-get', '-qq', '-y', '--allow-downgrades', 'install', ...packages);
  await addArchives(machine, ['hang']);
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
