import { type RefObject, useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Select } from '../../components/select.tsx';
import { type choicesOf, type FleetSearch, GROUPS, SORTS } from '../../fleet/view.ts';
import { useSpeech } from '../../i18n/locale.tsx';

const TYPING_MS = 150;

type Change = (patch: { [K in keyof FleetSearch]: FleetSearch[K] | undefined }) => void;

/** Search, filters, order and groups: all of it is in the address, so a view can be sent to a colleague. */
export function Filters({
  search,
  choices,
  onChange,
  field,
}: {
  search: FleetSearch;
  choices: ReturnType<typeof choicesOf>;
  onChange: Change;
  field: RefObject<HTMLInputElement | null>;
}) {
  const { t } = useSpeech();
  const { fleet } = t;
  const named = (any: string, values: readonly string[], chosen: string | undefined) =>
    [
      ['', any],
      ...(chosen === undefined || values.includes(chosen) ? values : [...values, chosen]).map((value) => [
        value,
        value,
      ]),
    ] as [string, string][];
  const kinds: Record<string, string> = t.codes.kinds;
  const [isOpen, setOpen] = useState(false);
  const isFiltered = Object.keys(search).some((key) => key !== 'sort' && key !== 'group');
  return (
    <search aria-label={fleet.filters} className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
      <SearchField
        label={t.common.search}
        hint={fleet.searchHint}
        value={search.q ?? ''}
        onChange={(q) => onChange({ q: q === '' ? undefined : q })}
        field={field}
      />
      <Button className="sm:hidden" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {fleet.filters}
      </Button>
      <div className={`${isOpen ? 'flex' : 'hidden'} flex-wrap items-center gap-x-4 gap-y-2 sm:flex`}>
        {choices.tags.length > 0 && (
          <Select
            label={fleet.tag}
            value={search.tag ?? ''}
            choices={named(fleet.anyTag, choices.tags, search.tag)}
            onChange={(tag) => onChange({ tag: tag || undefined })}
          />
        )}
        {(choices.systems.length > 1 || search.os !== undefined) && (
          <Select
            label={fleet.os}
            value={search.os ?? ''}
            choices={named(fleet.anyOs, choices.systems, search.os)}
            onChange={(os) => onChange({ os: os || undefined })}
          />
        )}
        {(choices.kinds.length > 1 || search.kind !== undefined) && (
          <Select
            label={fleet.kind}
            value={search.kind ?? ''}
            choices={named(fleet.anyKind, choices.kinds, search.kind).map(([value, word]) => [
              value,
              kinds[value] ?? word,
            ])}
            onChange={(kind) => onChange({ kind: kind || undefined })}
          />
        )}
        <Select
          label={fleet.sort}
          value={search.sort ?? 'attention'}
          choices={SORTS.map((sort) => [sort, fleet.sorts[sort]])}
          onChange={(sort) => onChange({ sort: sort === 'attention' ? undefined : sort })}
        />
        <Select
          label={fleet.group}
          value={search.group ?? 'none'}
          choices={GROUPS.map((group) => [group, fleet.groups[group]])}
          onChange={(group) => onChange({ group: group === 'none' ? undefined : group })}
        />
      </div>
      {isFiltered && (
        <Button
          look="quiet"
          onClick={() =>
            onChange({ q: undefined, need: undefined, tag: undefined, os: undefined, kind: undefined })
          }
        >
          {fleet.showAll}
        </Button>
      )}
    </search>
  );
}

/** A field that does not wait for the address, which follows a moment after the last key. */
function SearchField({
  label,
  hint,
  value,
  onChange,
  field,
}: {
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
  field: RefObject<HTMLInputElement | null>;
}) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const tell = useRef(onChange);
  tell.current = onChange;
  useEffect(() => {
    // Changed from elsewhere, e.g. by Back.
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    if (typed === told.current) return;
    const timer = setTimeout(() => {
      told.current = typed;
      tell.current(typed);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <input
      ref={field}
      type="search"
      aria-label={label}
      placeholder={hint}
      aria-keyshortcuts="/"
      className="field min-w-0 grow sm:w-64 sm:grow-0"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => event.key === 'Escape' && typed === '' && event.currentTarget.blur()}
    />
  );
}
