import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { useSpeech } from '../i18n/locale.tsx';
import { useFleet } from '../live/live.tsx';
import { findTargets, type Target } from './palette-targets.ts';

/** A search over every machine and room: type, choose, Enter. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useSpeech();
  const fleet = useFleet();
  const navigate = useNavigate();
  const listId = useId();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const targets = useMemo(() => findTargets(query, fleet ?? [], t), [query, fleet, t]);
  const current = Math.min(chosen, targets.length - 1);

  const go = ({ to }: Target) => {
    onClose();
    void navigate({ href: to });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const target = targets[current];
    if (step !== undefined) setChosen((current + step + targets.length) % Math.max(1, targets.length));
    else if (event.key === 'Enter' && target) go(target);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t.common.palette} onClose={onClose} isTop>
      <input
        autoFocus
        role="combobox"
        aria-label={t.common.palette}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={targets.length > 0 ? `${listId}-${current}` : undefined}
        className="field w-full"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id={listId} aria-label={t.common.palette} className="mt-2 max-h-80 overflow-y-auto">
        {targets.map((target, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={target.to}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            onClick={() => go(target)}
            className="flex cursor-pointer justify-between gap-4 rounded px-3 py-1.5 hover:bg-raised aria-selected:bg-tint"
          >
            <span className="truncate">{target.name}</span>
            <span className="shrink-0 text-muted">{target.hint}</span>
          </div>
        ))}
      </div>
      <p role="status" className="px-3 text-muted">
        {targets.length === 0 ? t.common.paletteNothing : ''}
      </p>
    </Dialog>
  );
}
