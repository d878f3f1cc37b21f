import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { editMachine } from '../../../api/actions.ts';
import { Button } from '../../../components/button.tsx';
import { useNotify } from '../../../components/notices.tsx';
import { tagsIn } from '../../../fleet/tags.ts';
import { useSpeech } from '../../../i18n/locale.tsx';
import { useMay } from '../../../session/session.ts';
import { useMachine } from '../use-machine.ts';
import { ProxyPanel } from './proxy.tsx';
import { Removal } from './removal.tsx';

/** Name, tags, apt's proxy, and the end of a machine. */
export function SettingsTab() {
  const { t } = useSpeech();
  const machine = useMachine();
  const mayWrite = useMay('machines:write');
  const notify = useNotify();
  const client = useQueryClient();
  const id = useId();
  const [name, setName] = useState(machine.name);
  const [tags, setTags] = useState(machine.tags.join(' '));
  const save = useMutation({
    mutationFn: () => editMachine(machine.id, { name: name.trim(), tags: tagsIn(tags) }),
    onError: notify.problem,
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ['machine', machine.id] });
      notify.say(t.common.saved);
    },
  });
  return (
    <div className="grid max-w-2xl grid-cols-1 gap-6">
      {!mayWrite && <p className="text-muted">{t.common.mayNot}</p>}
      <form
        className="panel grid gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <label className="grid grid-cols-1 gap-1">
          {t.machine.name}
          <input
            className="field"
            value={name}
            required
            maxLength={256}
            disabled={!mayWrite}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label className="grid grid-cols-1 gap-1">
          {t.machine.tags}
          <input
            className="field"
            value={tags}
            disabled={!mayWrite}
            aria-describedby={`${id}-hint`}
            onChange={(event) => setTags(event.target.value)}
          />
          <span id={`${id}-hint`} className="text-muted">
            {t.machine.tagsHint}
          </span>
        </label>
        <div>
          <Button type="submit" look="primary" disabled={!mayWrite || save.isPending}>
            {t.common.save}
          </Button>
        </div>
      </form>
      <ProxyPanel machine={machine} />
      {mayWrite && <Removal id={machine.id} name={machine.name} />}
    </div>
  );
}
