import { useId, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { useFleet } from '../../../live/live.tsx';

/** A line for another tag; those that machines carry are offered. */
export function AddTag({ taken, onAdd }: { taken: readonly string[]; onAdd: (tag: string) => void }) {
  const { t } = useSpeech();
  const words = t.thresholds;
  const listId = useId();
  const [tag, setTag] = useState('');
  const known = [...new Set((useFleet() ?? []).flatMap(({ tags }) => tags))].sort();
  const isNew = tag.trim() !== '' && !taken.includes(tag.trim());
  const add = () => {
    if (!isNew) return;
    onAdd(tag.trim());
    setTag('');
  };
  return (
    <p className="flex flex-wrap items-end gap-2">
      <label className="grid gap-1">
        {words.tag}
        <input
          className="field"
          list={listId}
          autoComplete="off"
          value={tag}
          onChange={(event) => setTag(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
      </label>
      <datalist id={listId}>
        {known
          .filter((each) => !taken.includes(each))
          .map((each) => (
            <option key={each} value={each} />
          ))}
      </datalist>
      <Button disabled={!isNew} onClick={add}>
        {words.addTag}
      </Button>
    </p>
  );
}
