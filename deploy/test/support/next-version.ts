import { join } from 'node:path';
import { eventually, generateSigningKey, nativeArchitecture, writeArchive } from '@suivi/testkit';
import { requestAction } from './api.ts';
import { logOf } from './held.ts';
import type { BareMachine } from './install-line.ts';
import { buildAgentDeb } from './packages.ts';
import { PACKAGES } from './systemd.ts';

export const NEXT = '2.0.0';

/** What the other package's postinst says before it waits for `releaseHang`. */
const WAITING = 'lab-hang: waiting';
const WAIT = `
echo '${WAITING}'
tries=0
until [ -e /run/lab-hang.release ] || [ $tries -ge 6000 ]; do tries=$((tries + 1)); sleep 0.1; done`;

/** Has the collector offer the next version of the agent, and another archive a package that is configured after it and waits then. */
export async function offerNext({ machine, packages, agents }: BareMachine): Promise<void> {
  const hang = {
    name: 'lab-hang',
    version: '1.2',
    fields: { Depends: `suivi-agent (>= ${NEXT})` },
    scripts: { postinst: WAIT },
  };
  await buildAgentDeb(agents, NEXT);
  const suite = { name: 'next', suite: 'next', origin: 'Lab', label: 'Lab', packages: [hang] };
  await writeArchive(join(packages, 'next'), [suite], await generateSigningKey('Next'));
  const uri = `${PACKAGES}/next`;
  const source = `Types: deb\nURIs: file:${uri}\nSuites: next\nComponents: main\nSigned-By: ${uri}/key.asc\n`;
  await machine.write('/etc/apt/sources.list.d/next.sources', source);
}

/** Asks the agent to upgrade itself and that package, and waits until the collector shows that the package waits. */
export async function requestNext(url: string, id: string) {
  const packages = [
    { name: 'suivi-agent', arch: 'all', version: NEXT },
    { name: 'lab-hang', arch: await nativeArchitecture(), version: '1.2' },
  ];
  const request = await requestAction(url, id, { action: 'apt_upgrade_selected', packages, plan: 'current' });
  await eventually(async () => (await logOf(url, request.executionId)).includes(WAITING), {
    what: 'the log of the run, told by the new agent',
    timeoutMs: 60_000,
  });
  return request;
}
