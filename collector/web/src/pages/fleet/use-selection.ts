import { useCallback, useMemo, useState } from 'react';
import type { FleetMachine } from '../../api/types.ts';

export interface Selection {
  readonly machines: readonly FleetMachine[];
  has(id: string): boolean;
  toggle(id: string): void;
  /** Selects exactly these. */
  set(ids: Iterable<string>): void;
}

/** The machines that somebody has selected, of those that there are. */
export function useSelection(machines: readonly FleetMachine[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (id: string) =>
      setIds((before) => {
        const after = new Set(before);
        if (!after.delete(id)) after.add(id);
        return after;
      }),
    [],
  );
  const set = useCallback((chosen: Iterable<string>) => setIds(new Set(chosen)), []);
  const selected = useMemo(
    () => (ids.size === 0 ? [] : machines.filter(({ id }) => ids.has(id))),
    [ids, machines],
  );
  return { machines: selected, has: (id) => ids.has(id), toggle, set };
}
