import { useState } from 'react';
import { editProfile } from '../../api/post-install.ts';
import type { Profile } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMay } from '../../session/session.ts';
import { useSave } from './use-save.ts';

/** A profile's name, description, and place in the order. */
export function AboutForm({ profile }: { profile: Profile }) {
  const { t } = useSpeech();
  const words = t.profiles;
  const mayWrite = useMay('machines:write');
  const [name, setName] = useState(profile.name);
  const [description, setDescription] = useState(profile.description ?? '');
  const [position, setPosition] = useState(String(profile.position));
  const save = useSave(() =>
    editProfile(profile.id, {
      name: name.trim(),
      description: description.trim() || null,
      position: Number(position),
    }),
  );
  return (
    <form
      className="panel grid max-w-2xl grid-cols-1 gap-4 p-4"
      aria-label={words.about}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <h2 className="font-semibold">{words.about}</h2>
      <Field label={words.name} maxLength={100} disabled={!mayWrite} value={name} onText={setName} />
      <Field
        label={words.description}
        required={false}
        maxLength={1000}
        disabled={!mayWrite}
        value={description}
        onText={setDescription}
      />
      <Field
        label={words.position}
        hint={words.positionHint}
        type="number"
        min={0}
        max={10_000}
        disabled={!mayWrite}
        value={position}
        onText={setPosition}
      />
      {save.error && <ProblemNote error={save.error} />}
      <div>
        <Button type="submit" disabled={!mayWrite || save.isPending}>
          {t.common.save}
        </Button>
      </div>
    </form>
  );
}
