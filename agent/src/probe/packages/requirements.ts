import type { PackageRecord } from './parse-records.ts';

/** The records of what a plan adds and removes beside the upgrades, by the names that apt prints. */
export interface PlanChanges {
  readonly added: ReadonlyMap<string, PackageRecord | undefined>;
  readonly removed: ReadonlyMap<string, PackageRecord | undefined>;
}

export interface Requirements {
  readonly new: string[];
  readonly removals: string[];
}

/** What the upgrade of one package brings with it: new packages that it depends on, step by step, and removals that it or they force. */
export function requirementsOf(record: PackageRecord, { added, removed }: PlanChanges): Requirements {
  const brought = new Map<string, PackageRecord | undefined>();
  const queue = [record];
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const [name, candidate] of added) {
      if (brought.has(name) || !answers(name, candidate, next.depends)) continue;
      brought.set(name, candidate);
      if (candidate) queue.push(candidate);
    }
  }
  const parties = [record, ...[...brought.values()].filter((party) => party !== undefined)];
  const removals = [...removed].filter(([name, gone]) =>
    parties.some(
      (party) => answers(name, gone, party.conflicts) || (gone?.depends ?? []).includes(party.name),
    ),
  );
  return { new: [...brought.keys()].sort(), removals: removals.map(([name]) => name).sort() };
}

/** Whether a relation names the package or something that it provides. */
function answers(name: string, record: PackageRecord | undefined, relation: readonly string[]): boolean {
  const own = [name.replace(/:.*$/, ''), ...(record?.provides ?? [])];
  return own.some((candidate) => relation.includes(candidate));
}

/** "Installs a, b. Removes c." or null when nothing is required. */
export function requirementsSentence({ new: added, removals }: Requirements): string | null {
  const parts = [
    ...(added.length > 0 ? [`Needs new: ${added.join(', ')}.`] : []),
    ...(removals.length > 0 ? [`Needs the removal of: ${removals.join(', ')}.`] : []),
  ];
  return parts.length > 0 ? parts.join(' ') : null;
}
