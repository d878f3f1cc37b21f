import type { FleetMachine } from '../api/types.ts';

/** The tags in what somebody has typed, each once, in their order. */
export const tagsIn = (typed: string): string[] => [...new Set(typed.split(/[\s,]+/).filter(Boolean))];

/** The tags of these machines and how many have each, by name. */
export function tagCounts(machines: readonly Pick<FleetMachine, 'tags'>[]): [tag: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { tags } of machines) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
