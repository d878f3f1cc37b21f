import { useId } from 'react';
import type { RetentionItem } from '../../api/types.ts';
import { useAgo } from '../../components/ago.tsx';
import { useSpeech } from '../../i18n/locale.tsx';

const MOST_DAYS = 36_500;

/** One kind of thing, its days, and who says so. */
export function RetentionRow({
  item: { setting, days, fallback, origin, variable, updatedAt, updatedByName },
  text,
  mayChange,
  onText,
}: {
  item: RetentionItem;
  text: string;
  mayChange: boolean;
  onText: (text: string) => void;
}) {
  const { t } = useSpeech();
  const ago = useAgo();
  const words = t.settings.retention;
  const id = useId();
  const isOpen = mayChange && origin !== 'environment';
  return (
    <div className="grid grid-cols-1 items-center gap-x-4 gap-y-1 sm:grid-cols-[minmax(0,1fr)_9rem]">
      <label htmlFor={id}>{words.names[setting]}</label>
      <span className="flex items-center gap-2">
        <input
          id={id}
          className="field w-24 text-right"
          type="number"
          min={1}
          max={MOST_DAYS}
          placeholder={String(fallback)}
          value={isOpen ? text : String(days)}
          disabled={!isOpen}
          aria-describedby={`${id}-origin`}
          onChange={(event) => onText(event.target.value)}
        />
        {words.days}
      </span>
      <span id={`${id}-origin`} className="text-muted sm:col-span-2 sm:-mt-1">
        {origin === 'default' && words.byDefault}
        {origin === 'environment' && words.byVariable(variable)}
        {origin === 'page' && words.byPage(updatedAt === null ? '' : ago(updatedAt), updatedByName, fallback)}
      </span>
    </div>
  );
}
