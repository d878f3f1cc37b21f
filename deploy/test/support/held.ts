import { eventually, type Machine } from '@suivi/testkit';
import { call } from './collector.ts';

const RELEASE = '/run/refresh.release';
const HOOK = `echo 'refresh: waiting'; until [ -e ${RELEASE} ]; do sleep 0.1; done`;

/** Lets every apt-get update on the machine wait, with a line in its log, until `releaseRefresh`. */
export async function holdRefresh(machine: Machine): Promise<void> {
  await machine.ensure('rm', '-f', RELEASE);
  await machine.write('/etc/apt/apt.conf.d/90hold', `APT::Update::Pre-Invoke {"${HOOK}";};\n`);
}

export const releaseRefresh = (machine: Machine): Promise<string> => machine.ensure('touch', RELEASE);

/** The log of an execution as the collector has it. */
export const logOf = (url: string, executionId: string) =>
  call<string>(url, 'GET', `/api/executions/${executionId}/log`);

/** Waits until the collector shows this text in the log of an execution. */
export const logShows = (url: string, executionId: string, text: string) =>
  eventually(async () => (await logOf(url, executionId)).includes(text), {
    what: `"${text}" in the log`,
    timeoutMs: 60_000,
  });
