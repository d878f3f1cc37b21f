import type { Machine } from '@suivi/testkit';

/** The value of one property of a unit. */
export const unitProperty = (machine: Machine, unit: string, property: string): Promise<string> =>
  machine.ensure('systemctl', 'show', '--value', '-p', property, unit);

/** What `is-active` or `is-enabled` says of each unit. */
export const unitStates = (machine: Machine, verb: 'is-active' | 'is-enabled', units: readonly string[]) =>
  machine.run('systemctl', [verb, ...units]).then(({ stdout }) => stdout.split('\n'));

/** How exposed systemd finds a service, from 0 to 10. */
export async function exposureOf(machine: Machine, unit: string): Promise<number> {
  const text = await machine.ensure('systemd-analyze', 'security', '--no-pager', unit);
  return Number(/Overall exposure level for \S+: ([\d.]+)/.exec(text)?.[1]);
}

/** What still bears our name on the machine's disk. */
export async function tracesOf(machine: Machine): Promise<string[]> {
  const found = await machine.ensure('find', '/etc', '/usr', '/var', '/run', '-xdev', '-name', '*suivi*');
  return found.split('\n').filter((path) => path !== '');
}
