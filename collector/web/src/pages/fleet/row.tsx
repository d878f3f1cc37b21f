import { useNavigate } from '@tanstack/react-router';
import { type MouseEvent, memo, useEffect, useRef } from 'react';
import type { FleetMachine } from '../../api/types.ts';
import { Ago } from '../../components/ago.tsx';
import { StatusMark } from '../../components/mark.tsx';
import { Reason } from '../../components/reason.tsx';
import { warnedOf } from '../../fleet/warned.ts';
import { useSpeech } from '../../i18n/locale.tsx';
import { UpdatesCell } from './updates-cell.tsx';

/** The columns, the same for head and rows: fewer where there is less room. */
export const COLUMNS =
  'grid items-center gap-x-3 grid-cols-[1.25rem_minmax(0,8.5rem)_minmax(0,1fr)] ' +
  'sm:grid-cols-[1.25rem_8.5rem_minmax(0,1.3fr)_minmax(0,1fr)] ' +
  'md:grid-cols-[1.25rem_8.5rem_minmax(0,1.2fr)_minmax(0,1.8fr)_minmax(0,1.1fr)] ' +
  'lg:grid-cols-[1.25rem_8.5rem_minmax(0,1.2fr)_minmax(0,2fr)_minmax(0,1.2fr)_3.5rem_8rem]';

/** One machine of the fleet. */
export const MachineRow = memo(function MachineRow({
  machine,
  isSelected,
  isCurrent,
  rowKey,
  onSelect,
  onCurrent,
}: {
  machine: FleetMachine;
  isSelected: boolean;
  isCurrent: boolean;
  rowKey: string;
  onSelect: (id: string) => void;
  onCurrent: (key: string) => void;
}) {
  const { t, f } = useSpeech();
  const navigate = useNavigate();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isCurrent) link.current?.focus({ preventScroll: true });
  }, [isCurrent]);
  const { id, name, tags, status, statusReasons, connected, state } = machine;
  const [reason] = statusReasons;
  const isSaid = reason !== undefined && status !== 'updates_available';
  const warned = warnedOf(machine);
  const disk = state?.rootUsedPercent ?? null;
  // The router's own link costs too much for rows that come and go while one scrolls.
  const open = (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void navigate({ to: '/machines/$machineId', params: { machineId: id } });
  };
  return (
    <div
      className={`${COLUMNS} h-full px-3 ${isSelected ? 'bg-tint' : isCurrent ? 'bg-raised' : 'hover:bg-raised'}`}
    >
      <span role="cell" className="flex">
        <input
          type="checkbox"
          className="size-5"
          aria-label={t.fleet.select(name)}
          checked={isSelected}
          onChange={() => onSelect(id)}
        />
      </span>
      <span role="cell" className="flex">
        <StatusMark status={status} word={t.codes.statuses[status]} />
      </span>
      <span role="cell" className="min-w-0">
        <span className="flex min-w-0 items-baseline gap-2">
          <a
            ref={link}
            href={`/machines/${id}`}
            onClick={open}
            onFocus={() => onCurrent(rowKey)}
            className="truncate font-medium hover:underline"
            title={name}
          >
            {name}
          </a>
          {!connected && <span className="shrink-0 text-muted">{t.fleet.away}</span>}
          {tags.length > 0 && (
            <span className="hidden min-w-0 truncate text-muted sm:inline" title={tags.join(' ')}>
              {tags.join(' ')}
            </span>
          )}
        </span>
        <span className="block truncate text-muted sm:hidden">
          <UpdatesCell machine={machine} />
        </span>
      </span>
      <span role="cell" className="hidden min-w-0 truncate text-muted md:block" title={reason?.message}>
        {warned.length > 0 && (
          <span className="font-medium text-warn">
            {t.machine.sentence.warned(f.list(warned.map((each) => t.fleet.warned[each])))}
          </span>
        )}
        {warned.length > 0 && isSaid && ' · '}
        {isSaid && <Reason {...reason} />}
      </span>
      <span role="cell" className="hidden min-w-0 truncate sm:block">
        <UpdatesCell machine={machine} />
      </span>
      <span
        role="cell"
        className={`hidden text-right lg:block ${warned.includes('disk') ? 'font-medium text-warn' : 'text-muted'}`}
      >
        {disk === null ? '–' : f.percent(disk)}
      </span>
      <span role="cell" className="hidden truncate text-muted lg:block">
        <Ago at={machine.lastCheckedAt} />
      </span>
    </div>
  );
});
