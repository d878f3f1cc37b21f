import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { tagMachines } from '../../api/actions.ts';
import type { FleetMachine } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useNotify } from '../../components/notices.tsx';
import { tagCounts, tagsIn } from '../../fleet/tags.ts';
import { useSpeech } from '../../i18n/locale.tsx';
import { Refusals } from './refusals.tsx';

/** Adds tags to the selected machines, and takes away what some of them have. */
export function TagDialog({
  machines,
  known,
  onClose,
}: {
  machines: readonly FleetMachine[];
  /** Tags that other machines have, to choose from while typing. */
  known: readonly string[];
  onClose: () => void;
}) {
  const { t } = useSpeech();
  const words = t.fleet.tagging;
  const notify = useNotify();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());
  const present = tagCounts(machines);
  const add = tagsIn(typed).filter((tag) => !leaving.has(tag));
  const save = useMutation({
    mutationFn: () =>
      tagMachines({ machineIds: machines.map((machine) => machine.id), add, remove: [...leaving] }),
    onError: notify.problem,
    onSuccess({ items }) {
      const refused = items.filter((item) => 'code' in item);
      notify.say(
        <>
          {items.length > refused.length && words.done(items.length - refused.length)}
          {refused.length > 0 && <Refusals refused={refused} machines={machines} said={words.refused} />}
        </>,
      );
      onClose();
    },
  });
  const toggle = (tag: string) =>
    setLeaving((before) => {
      const after = new Set(before);
      if (!after.delete(tag)) after.add(tag);
      return after;
    });
  return (
    <Dialog title={words.title(machines.length)} onClose={onClose}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <label className="grid grid-cols-1 gap-1">
          {words.add}
          <input
            autoFocus
            className="field"
            value={typed}
            list={`${id}-known`}
            aria-describedby={`${id}-hint`}
            onChange={(event) => setTyped(event.target.value)}
          />
          <span id={`${id}-hint`} className="text-muted">
            {t.machine.tagsHint}
          </span>
        </label>
        <datalist id={`${id}-known`}>
          {known.map((tag) => (
            <option key={tag} value={tag} />
          ))}
        </datalist>
        {present.length > 0 && (
          <fieldset className="grid grid-cols-1 gap-1">
            <legend className="mb-1">{words.remove}</legend>
            <div className="flex max-h-60 flex-wrap gap-x-5 gap-y-1 overflow-y-auto">
              {present.map(([tag, count]) => (
                <label key={tag} className="flex min-h-9 items-center gap-2">
                  <input
                    type="checkbox"
                    className="size-5"
                    checked={leaving.has(tag)}
                    onChange={() => toggle(tag)}
                  />
                  <span className="break-all">{tag}</span>{' '}
                  <span className="text-muted">{words.on(count)}</span>
                </label>
              ))}
            </div>
          </fieldset>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending || add.length + leaving.size === 0}>
            {words.save(machines.length)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
