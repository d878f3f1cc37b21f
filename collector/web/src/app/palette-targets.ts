import type { FleetMachine } from '../api/types.ts';
import type { Messages } from '../i18n/en/index.ts';

/** Something that the palette goes to. */
export interface Target {
  readonly name: string;
  readonly hint: string;
  readonly to: string;
}

const MOST = 12;

/** What fits the query: rooms, machines, and with two words a machine's actions (`web-1 plan`). The best first. */
export function findTargets(query: string, fleet: readonly FleetMachine[], t: Messages): Target[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const { common, machine, run } = t;
  const rooms: Target[] = [
    [common.fleet, '/'],
    [common.packages, '/packages'],
    [t.profiles.title, '/profiles'],
    [common.messages, '/messages'],
    [common.timeline, '/timeline'],
    [common.addMachine, '/add'],
    [common.settings, '/settings'],
  ].map(([name = '', to = '']) => ({ name, hint: '', to }));
  const parts: readonly (readonly [string, string])[] = [
    [machine.tabs.updates, ''],
    [machine.tabs.plan, '/plan'],
    [run.planKinds.apt_security_upgrade, '/plan?action=apt_security_upgrade'],
    [machine.tabs.runs, '/runs'],
    [machine.tabs.timeline, '/timeline'],
    [machine.tabs.messages, '/messages'],
    [machine.tabs.containers, '/containers'],
    [machine.tabs.metrics, '/metrics'],
    [t.profiles.tab.title, '/profiles'],
    [machine.tabs.hardware, '/hardware'],
    [machine.tabs.system, '/system'],
    [machine.tabs.sources, '/sources'],
    [machine.tabs.settings, '/settings'],
  ];
  const says = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const found = rooms.filter(({ name }) => says(name));
  const named = fleet.filter(({ name }) => words.some((word) => name.toLowerCase().includes(word)));
  for (const { id, name, status } of words.length === 0 ? fleet.slice(0, MOST) : named) {
    if (found.length >= MOST) break;
    if (says(name)) found.push({ name, hint: t.codes.statuses[status], to: `/machines/${id}` });
  }
  // A few machines at most: their parts are offered too.
  if (words.length > 0)
    for (const { id, name } of named.slice(0, 3))
      for (const [part, path] of parts)
        if (path !== '' && found.length < MOST && says(`${name} ${part}`))
          found.push({ name: `${name} › ${part}`, hint: '', to: `/machines/${id}${path}` });
  return found.slice(0, MOST);
}
