import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useDeferredValue, useMemo, useRef } from 'react';
import { Button, buttonClass } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Loading } from '../../components/loading.tsx';
import { choicesOf, type FleetSearch, fleetRows } from '../../fleet/view.ts';
import { useShortcuts } from '../../hooks/use-shortcuts.ts';
import { useTitle } from '../../hooks/use-title.ts';
import { useSpeech } from '../../i18n/locale.tsx';
import { useFleet } from '../../live/live.tsx';
import { Attention } from './attention.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { Filters } from './filters.tsx';
import { FleetTable } from './table.tsx';
import { useSelection } from './use-selection.ts';

const route = getRouteApi('/app/');

/** The fleet: what needs somebody in one sentence, and below it one row a machine. */
export function FleetPage() {
  const { t } = useSpeech();
  useTitle(t.common.fleet);
  const fleet = useFleet();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const machines = useDeferredValue(fleet) ?? [];
  const rows = useMemo(() => fleetRows(machines, search), [machines, search]);
  const choices = useMemo(() => choicesOf(machines), [machines]);
  const selection = useSelection(machines);
  const searchField = useRef<HTMLInputElement>(null);

  const change = useCallback(
    (patch: { [K in keyof FleetSearch]: FleetSearch[K] | undefined }) =>
      void navigate({
        search: (before) =>
          Object.fromEntries(
            Object.entries({ ...before, ...patch }).filter(([, value]) => value !== undefined),
          ),
        replace: true,
      }),
    [navigate],
  );
  useShortcuts({ '/': () => searchField.current?.focus() });

  if (fleet === null) return <Loading />;
  if (fleet.length === 0)
    return (
      <>
        <h1 className="sr-only">{t.common.fleet}</h1>
        <Empty what={t.fleet.empty} next={t.fleet.emptyNext}>
          <Link to="/add" className={buttonClass('primary')}>
            {t.common.addMachine}
          </Link>
        </Empty>
      </>
    );
  return (
    <>
      <Attention machines={machines} need={search.need} onNeed={(need) => change({ need })} />
      <Filters search={search} choices={choices} onChange={change} field={searchField} />
      {rows.length === 0 ? (
        <Empty what={t.fleet.noMatch}>
          <Button onClick={() => void navigate({ search: {}, replace: true })}>{t.fleet.noMatchNext}</Button>
        </Empty>
      ) : (
        <FleetTable rows={rows} selection={selection} />
      )}
      <BulkBar selection={selection} tags={choices.tags} />
    </>
  );
}
