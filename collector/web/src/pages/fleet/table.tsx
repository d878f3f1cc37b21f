import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { FleetRow } from '../../fleet/view.ts';
import { useShortcuts } from '../../hooks/use-shortcuts.ts';
import { useSpeech } from '../../i18n/locale.tsx';
import { COLUMNS, MachineRow } from './row.tsx';
import { useRowHeight } from './use-row-height.ts';
import type { Selection } from './use-selection.ts';
import { useTopOf } from './use-top-of.ts';

/** One row a machine; only those in view are in the document, so thousands stay smooth. */
export function FleetTable({ rows, selection }: { rows: readonly FleetRow[]; selection: Selection }) {
  const { t } = useSpeech();
  const { columns } = t.fleet;
  const list = useRef<HTMLDivElement>(null);
  const height = useRowHeight();
  const offset = useTopOf(list);
  const [current, setCurrent] = useState<string | null>(null);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    overscan: 8,
    // Scrolling need not wait for the rows.
    useFlushSync: false,
    scrollMargin: offset,
    getItemKey: (index) => rows[index]?.key ?? index,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height is measured anew
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height]);

  const machines = useMemo(
    () => rows.flatMap((row) => (row.type === 'machine' ? [row.machine] : [])),
    [rows],
  );
  const isAllSelected = selection.machines.length > 0 && machines.every(({ id }) => selection.has(id));
  const move = (step: 1 | -1) => {
    let index = rows.findIndex(({ key }) => key === current);
    if (index < 0 && step < 0) return;
    do index += step;
    while (rows[index]?.type === 'group');
    const row = rows[index];
    if (!row) return;
    virtualizer.scrollToIndex(index);
    setCurrent(row.key);
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    x() {
      const row = rows.find(({ key }) => key === current);
      if (row?.type === 'machine') selection.toggle(row.machine.id);
    },
  });

  return (
    <div
      role="table"
      aria-label={t.fleet.table(machines.length)}
      aria-rowcount={rows.length + 1}
      className="panel"
    >
      <div role="rowgroup">
        <div
          role="row"
          aria-rowindex={1}
          className={`${COLUMNS} min-h-10 border-b border-line px-3 text-muted`}
        >
          <span role="columnheader" className="flex">
            <input
              type="checkbox"
              className="size-5"
              aria-label={t.fleet.selectAll}
              checked={isAllSelected}
              onChange={() => selection.set(isAllSelected ? [] : machines.map(({ id }) => id))}
            />
          </span>
          <span role="columnheader">{columns.state}</span>
          <span role="columnheader">{columns.machine}</span>
          <span role="columnheader" className="hidden md:inline">
            {columns.reason}
          </span>
          <span role="columnheader" className="hidden sm:inline">
            {columns.updates}
          </span>
          <span role="columnheader" className="hidden lg:inline">
            {columns.disk}
          </span>
          <span role="columnheader" className="hidden lg:inline">
            {columns.checked}
          </span>
        </div>
      </div>
      <div role="rowgroup" ref={list} className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <div
              key={key}
              role="row"
              aria-rowindex={index + 2}
              className="absolute inset-x-0 top-0 border-b border-line [contain:layout_style] last:border-b-0"
              style={{ height, transform: `translateY(${start - offset}px)` }}
            >
              {row.type === 'group' ? (
                <span role="cell" className="flex h-full items-center gap-2 bg-raised px-3 font-semibold">
                  {(t.codes.kinds as Record<string, string>)[row.name] ?? (row.name || t.fleet.noTag)}
                  <span className="font-normal text-muted">{t.fleet.machines(row.count)}</span>
                </span>
              ) : (
                <MachineRow
                  machine={row.machine}
                  isSelected={selection.has(row.machine.id)}
                  isCurrent={row.key === current}
                  rowKey={row.key}
                  onSelect={selection.toggle}
                  onCurrent={setCurrent}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
