import { useId, useState } from 'react';
import { assignProfile } from '../../api/post-install.ts';
import type { Profile } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useFleet } from '../../live/live.tsx';
import { useMay } from '../../session/session.ts';
import { useSave } from './use-save.ts';

/** For which machines a profile is: some by name, others by their tags. */
export function AssignmentForm({ profile }: { profile: Profile }) {
  const { t } = useSpeech();
  const words = t.profiles;
  const mayWrite = useMay('machines:write');
  const fleet = useFleet() ?? [];
  const listId = useId();
  const [tags, setTags] = useState(profile.tags.join(' '));
  const [machineIds, setMachineIds] = useState(profile.machineIds);
  const [name, setName] = useState('');
  const nameOf = (id: string) => fleet.find((machine) => machine.id === id)?.name ?? id;
  const named = fleet.find((machine) => machine.name === name.trim());
  const wanted = named && !machineIds.includes(named.id) ? [...machineIds, named.id] : machineIds;
  const save = useSave(() =>
    assignProfile(profile.id, {
      machineIds: wanted,
      tags: [...new Set(tags.split(/\s+/).filter(Boolean))],
    }),
  );
  return (
    <form
      className="panel grid max-w-2xl grid-cols-1 gap-4 p-4"
      aria-label={words.whom}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <h2 className="font-semibold">{words.whom}</h2>
      <Field label={words.tagsLabel} required={false} disabled={!mayWrite} value={tags} onText={setTags} />
      {machineIds.length > 0 && (
        <fieldset className="grid gap-1" disabled={!mayWrite}>
          <legend className="mb-1">{words.machines}</legend>
          {machineIds.map((id) => (
            <label key={id} className="flex items-center gap-2">
              <input
                type="checkbox"
                checked
                onChange={() => setMachineIds((all) => all.filter((each) => each !== id))}
              />
              {nameOf(id)}
            </label>
          ))}
        </fieldset>
      )}
      <label className="grid grid-cols-1 gap-1">
        {t.fleet.columns.machine}
        <input
          className="field"
          list={listId}
          disabled={!mayWrite}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <datalist id={listId}>
          {fleet.map((machine) => (
            <option key={machine.id} value={machine.name} />
          ))}
        </datalist>
      </label>
      {save.error && <ProblemNote error={save.error} />}
      <div>
        <Button type="submit" disabled={!mayWrite || save.isPending}>
          {t.common.save}
        </Button>
      </div>
    </form>
  );
}
